"""The command `lint`: reads the files, prints what is to be said of them, shows or makes the fixes."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import UserError
from bot.lint.edits import apply_edits
from bot.lint.finding import Finding, Severity
from bot.lint.formats import code_quality, json, junit, sarif, text
from bot.lint.linter import Rule, all_rules
from bot.lint.pages import markdown
from bot.lint.patches import patch_of
from bot.lint.reading import read_projects
from bot.lint.repair import Linted, RepairSet, lint_project, offered, repaired
from bot.lint.report import Report, told
from workers.lint_files import Collected, collect
from workers.lint_format import FailOn, LintFormat

FOUND, NOT_RUN = 1, 2
RENDER: Mapping[LintFormat, Callable[[Report], str]] = {
    LintFormat.TEXT: text.render,
    LintFormat.JSON: json.render,
    LintFormat.CODE_QUALITY: code_quality.render,
    LintFormat.SARIF: sarif.render,
    LintFormat.JUNIT: junit.render,
}


@dataclass(frozen=True)
class Wish:
    """What the command line asks for."""

    output: LintFormat = LintFormat.TEXT
    fail_on: FailOn = FailOn.ERROR
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    shows_diff: bool = False
    fixes: bool = False


@dataclass(frozen=True)
class Outcome:
    """What goes to standard output, to standard error, and the exit code."""

    printed: str
    complaints: tuple[str, ...]
    code: int


def lint_paths(paths: Sequence[Path], wish: Wish, today: date) -> Outcome:
    """Lint files and folders; show or make fixes where that is wished."""
    chosen = _chosen(wish)
    collected = collect(paths or [Path()], today)
    if not collected.files:
        nothing = "there is no Dockerfile, no CI file and no config.toml of a runner here"
        return Outcome("", tuple(collected.unreadable or [nothing]), NOT_RUN)
    linted = [
        lint_project(group, project, chosen, frozenset(collected.not_utf8))
        for group in collected.groups
        for project in read_projects(group)
    ]
    done = [repaired(one) for one in linted] if wish.shows_diff or wish.fixes else []
    if wish.fixes:
        _write(done)
    report = _report([one.after for one in done] if wish.fixes else linted, collected, wish.output)
    printed = "" if wish.shows_diff else _mended(done, wish.output) + RENDER[wish.output](report)
    diff = "".join(_patches(before, repair.changed) for before, repair in zip(linted, done, strict=False))
    return Outcome(printed or diff, tuple(collected.unreadable), _code(report, wish.fail_on))


def explained(name: str) -> str:
    """Return the page of a rule."""
    return markdown(_rule(name))


def listed() -> str:
    """Return all rules, one a line."""
    rules = all_rules().values()
    width = max(len(rule.id) for rule in rules)
    return "".join(f"{rule.id:{width}}  {rule.severity:7}  {rule.summary}\n" for rule in rules)


def _chosen(wish: Wish) -> frozenset[str] | None:
    if not wish.select and not wish.ignore:
        return None
    select, ignore = ({_rule(name).id for name in _names(words)} for words in (wish.select, wish.ignore))
    return frozenset((select or set(all_rules())) - ignore)


def _names(words: Iterable[str]) -> list[str]:
    return [name for word in words for name in word.replace(" ", "").split(",") if name]


def _rule(name: str) -> Rule:
    rules = all_rules()
    if name not in rules:
        near = difflib.get_close_matches(name, rules, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; see lighterman lint --list"
        raise UserError(f"there is no rule {name}{hint}")
    return rules[name]


def _report(linted: Sequence[Linted], collected: Collected, output: LintFormat) -> Report:
    by_finding = {finding: one for one in linted for finding in offered(one)}
    findings = sorted(by_finding, key=lambda finding: finding.order)

    def patches_of(finding: Finding) -> Mapping[str, str]:
        return _fix_of(by_finding[finding], finding) if output is LintFormat.JSON else {}

    return Report(tuple(told(findings, _lines(linted), patches_of)), collected.files)


def _lines(linted: Sequence[Linted]) -> Callable[[str, int], str]:
    sources = {path: source for one in linted for path, source in one.project.parts.items()}
    return lambda path, line: sources[path].line(line)


def _fix_of(linted: Linted, finding: Finding) -> Mapping[str, str]:
    if finding.fix is None:
        return {}
    changed = apply_edits({path: linted.text_of(path) for path in finding.fix.paths}, finding.fix.edits)
    return {path: patch_of(path, _before(linted, path), text) for path, text in changed.items()}


def _before(linted: Linted, path: str) -> str | None:
    return linted.text_of(path) if linted.has(path) else None


def _patches(linted: Linted, changed: Mapping[str, str]) -> str:
    return "".join(patch_of(path, _before(linted, path), text) for path, text in sorted(changed.items()))


def _mended(repairs: Sequence[RepairSet], output: LintFormat) -> str:
    """Return what was mended, for people."""
    mended = [one for repair in repairs for one in repair.mended] if output is LintFormat.TEXT else []
    return "".join(f"{one.path}:{one.line}: mended: {one.fix.title} [{one.rule}]\n" for one in mended if one.fix)


def _write(repairs: Sequence[RepairSet]) -> None:
    for repair in repairs:
        for path, content in repair.changed.items():
            try:
                Path(path).write_bytes(content.encode())
            except OSError as error:
                raise UserError(f"{path} cannot be written: {error.strerror or error}") from error


def _code(report: Report, fail_on: FailOn) -> int:
    if fail_on is FailOn.NEVER:
        return 0
    limit = Severity(fail_on.value).rank
    return FOUND if any(one.finding.severity.rank <= limit for one in report.told) else 0
