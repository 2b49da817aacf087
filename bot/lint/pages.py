"""Makes the page of a rule from its docstring, and takes the examples out of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import dedent

from bot.lint.data import base_images
from bot.lint.finding import Finding
from bot.lint.linter import Rule, all_rules
from bot.lint.patches import patch_of
from bot.lint.reading import Texts, kind_of, read_projects
from bot.lint.repair import Linted, lint_project, offered, tried

EXAMPLES_DAY = base_images.AS_OF
"""The day on which the examples are looked at: what has ended then has ended for ever."""
NAMES = {"dockerfile": "Dockerfile", "ci": ".gitlab-ci.yml", "runner": "config.toml", "remark": "Dockerfile"}
LANGUAGES = {"Dockerfile": "dockerfile", ".gitlab-ci.yml": "yaml", "config.toml": "toml"}
READS = {
    "dockerfile": "Dockerfile",
    "ci": "`.gitlab-ci.yml`",
    "runner": "the runner's `config.toml`",
    "tree": "the names of the other files",
    "remark": "remarks in all three files",
}
HEAD = """\
# Rules

What `lighterman lint` looks for. Made by `python -m bench.rule_pages`.

`lighterman lint` searches a folder (this one, or those that are named) for Dockerfiles, `.gitlab-ci.yml` with the local
files that it includes, and GitLab Runner's `config.toml`, and reads them together. It needs no server and no network.

- `--diff` prints the fixes as a patch, `--fix` makes them. A fix is offered only after it was made in memory, the
  files were read and linted again, the finding was gone and no error had come. Other lines stay as they are.
- `--format json`, `gitlab-codequality`, `sarif` or `junit` is for programs, `--list` and `--explain RULE` for people.
- The exit code is 1 if a finding is an error (`--fail-on warning` or `info`: at least that; `never`: never), 2 if
  nothing could be read, 0 otherwise.
- `--select a,b` runs only these rules, `--ignore a,b` leaves some out. A remark on a line or above it,
  `# lighterman: ignore=a,b until=2027-01-31 why`, silences rules there, until that day if one is given; from the next
  day on it is a finding itself.
"""
_EXAMPLE = re.compile(r"^(Bad|Good):\n((?:\n|    .*\n?)+)", re.MULTILINE)
_FILE = re.compile(r"^==> (\S+) <==\n", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A rule's docstring taken apart; `bad` and `good` are the texts of the examples' files by path."""

    summary: str
    text: str
    bad: Mapping[str, str]
    good: Mapping[str, str]


def read_page(rule: Rule) -> Page:
    """Return what a rule's docstring holds."""
    text = f"{rule.text}\n"
    examples = {found[1]: _files(dedent(found[2]).strip("\n") + "\n", rule) for found in _EXAMPLE.finditer(text)}
    summary, _, rest = _EXAMPLE.sub("", text).partition("\n")
    return Page(summary, rest.strip(), examples.get("Bad", {}), examples.get("Good", {}))


def lint_example(files: Mapping[str, str], today: date = EXAMPLES_DAY) -> Linted:
    """Return what all rules say of an example, which is a whole project."""
    known = {path: (kind, text) for path, text in files.items() if (kind := kind_of(path, text)) is not None}
    texts = Texts(known, today, tree=frozenset(files), read=files.get)
    return lint_project(texts, next(read_projects(texts)))


def first_finding(rule: Rule, linted: Linted) -> Finding | None:
    """Return the first finding of a rule in an example, its fix tried."""
    return next((one for one in offered(linted) if one.rule == rule.id), None)


def markdown(rule: Rule) -> str:
    """Return the page of a rule as it stands in docs/rules."""
    page = read_page(rule)
    reads = " and ".join(READS[one] for one in rule.reads)
    parts = [
        f"# {rule.id}",
        "Made of the rule's docstring by `python -m bench.rule_pages`; change it there.",
        page.summary,
        f"- severity: {rule.severity}\n- reads: {reads}",
        page.text,
        "## Bad",
        _blocks(page.bad),
    ]
    linted = lint_example(page.bad)
    finding = first_finding(rule, linted)
    if finding is not None:
        parts.append(f"Said of line {finding.line}: {finding.message}")
        parts += _fix(linted, finding)
    return "\n\n".join(part for part in [*parts, "## Good", _blocks(page.good)] if part) + "\n"


def index() -> str:
    """Return docs/rules/README.md: how the linter is used, and the table of all rules."""
    rows = [f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.summary} |" for rule in all_rules().values()]
    return "\n".join([HEAD, "| rule | severity | what is wrong |", "| --- | --- | --- |", *rows]) + "\n"


def _fix(linted: Linted, finding: Finding) -> list[str]:
    after = tried(linted, finding.fix, finding) if finding.fix is not None else None
    if finding.fix is None or after is None:
        return []
    patch = "".join(
        patch_of(path, linted.texts.files.get(path, (None, None))[1], after.texts.files[path][1])
        for path in finding.fix.paths
    )
    return ["## Fix", f"{finding.fix.title[:1].upper()}{finding.fix.title[1:]}:", f"```diff\n{patch}```"]


def _files(text: str, rule: Rule) -> dict[str, str]:
    pieces = _FILE.split(text)
    own = {NAMES[rule.reads[0]]: pieces[0]} if pieces[0].strip() else {}
    named = zip(pieces[1::2], pieces[2::2], strict=True)
    return own | {path: body.strip("\n") + "\n" for path, body in named}


def _blocks(files: Mapping[str, str]) -> str:
    return "\n\n".join(f"`{path}`\n\n```{LANGUAGES.get(path, 'text')}\n{text}```" for path, text in files.items())
