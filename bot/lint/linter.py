"""Runs the rules over a project and drops what its files ask not to be told."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from bot import plugins
from bot.lint import rules as rule_files
from bot.lint.finding import Finding, Severity
from bot.lint.ignores import Remark, remarks_of
from bot.lint.sources import CiSource, DockerfileSource, Project, RunnerSource, Source

Found = Mapping[str, frozenset[Finding]]
"""Findings by the path of the source that was looked at; they may stand in a file that it includes."""


@dataclass(frozen=True)
class Rule:
    """A plug-in of lint/rules; `reads` says which kinds of files its `check` looks at, the one it is given first."""

    id: str
    severity: Severity
    reads: tuple[str, ...]
    check: Callable[..., Iterator[Finding]]
    text: str

    @property
    def summary(self) -> str:
        """Return what users read first."""
        return self.text.partition("\n")[0]


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its id, which is its file's name with dashes."""
    found = {}
    for name, module in plugins.load(rule_files).items():
        text = (module.__doc__ or "").strip()
        rule = Rule(name.replace("_", "-"), module.SEVERITY, module.READS, module.check, text)
        found[rule.id] = rule
    return found


def lint(project: Project, chosen: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Return the findings of a project by file and line; `chosen` names the rules to run, all where it is None."""
    return in_order(lint_sources(project, project.sources, chosen))


def lint_sources(project: Project, sources: Iterable[Source], chosen: Collection[str] | None = None) -> Found:
    """Return what is to be said of some of the files of a project."""
    rules = [rule for rule in all_rules().values() if chosen is None or rule.id in chosen]
    return {source.path: frozenset(_told(source, rules, project)) for source in sources}


def in_order(found: Found) -> tuple[Finding, ...]:
    """Return findings by file and line, each once."""
    return tuple(sorted(set(chain.from_iterable(found.values())), key=lambda one: one.order))


def _told(source: Source, rules: Iterable[Rule], project: Project) -> Iterator[Finding]:
    parts = [source, *(source.included.values() if isinstance(source, CiSource) else ())]
    remarks = [remark for part in parts for remark in remarks_of(part)]
    kind = _kind(source)
    for rule in rules:
        for one in _findings(rule, kind, source, remarks, project):
            found = replace(one, rule=rule.id, severity=rule.severity, path=one.path or source.path)
            if not any(remark.silences(found.rule, found.path, found.line) for remark in remarks):
                yield found


def _findings(rule: Rule, kind: str, source: Source, remarks: Iterable[Remark], project: Project) -> Iterator[Finding]:
    if rule.reads[0] == "remark":
        for remark in remarks:
            yield from (replace(one, path=remark.path) for one in rule.check(remark))
    elif rule.reads[0] == kind:
        yield from rule.check(source) if len(rule.reads) == 1 else rule.check(source, project)


def _kind(source: Source) -> str:
    match source:
        case DockerfileSource():
            return "dockerfile"
        case CiSource():
            return "ci"
        case RunnerSource():
            return "runner"
    return ""
