"""Runs the rules over a project and drops what its files ask not to be told."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from bot import plugins
from bot.lint import rules as rule_files
from bot.lint.finding import Finding, Severity
from bot.lint.ignores import Remark, remarks_of
from bot.lint.sources import Project, Source


@dataclass(frozen=True)
class Rule:
    """A plug-in of lint/rules; `applies_to` says what its `check` takes: a file of one kind, the project, a remark."""

    id: str
    severity: Severity
    applies_to: str
    check: Callable[[Any], Iterator[Finding]]
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
        rule = Rule(name.replace("_", "-"), module.SEVERITY, module.APPLIES_TO, module.check, text)
        found[rule.id] = rule
    return found


def lint(project: Project, chosen: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Return the findings of a project by file and line; `chosen` names the rules to run, all where it is None."""
    rules = [rule for rule in all_rules().values() if chosen is None or rule.id in chosen]
    remarks = [remark for source in project.sources for remark in remarks_of(source)]
    found = {finding for rule in rules for finding in _findings(rule, project, remarks)}
    told = (one for one in found if not any(remark.silences(one.rule, one.path, one.line) for remark in remarks))
    return tuple(sorted(told, key=lambda one: one.order))


def _findings(rule: Rule, project: Project, remarks: Iterable[Remark]) -> Iterator[Finding]:
    if rule.applies_to == "project":
        yield from (_told(rule, one, "") for one in rule.check(project))
    elif rule.applies_to == "remark":
        yield from (_told(rule, one, remark.path) for remark in remarks for one in rule.check(remark))
    else:
        for source in _sources(rule.applies_to, project):
            yield from (_told(rule, one, source.path) for one in rule.check(source))


def _sources(kind: str, project: Project) -> Iterable[Source]:
    return {"dockerfile": project.dockerfiles, "ci": project.ci_files, "runner": project.runner_files}[kind]


def _told(rule: Rule, finding: Finding, path: str) -> Finding:
    return replace(finding, rule=rule.id, severity=rule.severity, path=finding.path or path)
