"""Tries fixes in memory: one is offered only if its finding goes and no error comes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.lint.edits import OverlapError, apply_edits
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.linter import Found, in_order, lint_sources
from bot.lint.reading import Texts, reread
from bot.lint.sources import CiSource, DockerfileSource, Kind, Project, RunnerSource, Source

SMALL_PROJECT = 40
"""Up to so many files all of them are looked at again after a fix, above only those that the changed ones touch."""
MOST_FIXES = 500
"""Of one project; a person's has a tenth of it."""


@dataclass(frozen=True)
class Linted:
    """A project with its texts, what was found in it, and the rules that looked."""

    texts: Texts
    project: Project
    found: Found
    chosen: Collection[str] | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, by file and line."""
        return in_order(self.found)


@dataclass(frozen=True)
class RepairSet:
    """Fixes in the order in which they were made, and the new texts of the files that they touch, by path."""

    mended: tuple[Finding, ...]
    changed: Mapping[str, str]
    after: Linted


def lint_project(texts: Texts, project: Project, chosen: Collection[str] | None = None) -> Linted:
    """Return a project with its findings, whose fixes nobody has tried yet."""
    return Linted(texts, project, lint_sources(project, project.sources, chosen), chosen)


def offered(linted: Linted) -> Iterator[Finding]:
    """Yield the findings by file and line; a fix that does not hold is taken off."""
    for finding in linted.findings:
        is_good = finding.fix is None or tried(linted, finding.fix, finding) is not None
        yield finding if is_good else replace(finding, fix=None)


def tried(linted: Linted, fix: Fix, finding: Finding) -> Linted | None:
    """Return the project with a fix made; None where the finding stays, an error comes or the edits do not fit."""
    try:
        changed = apply_edits({path: _text(linted, path) for path in fix.paths}, fix.edits)
    except OverlapError:
        return None
    if all(_text(linted, path) == text and path in linted.texts.files for path, text in changed.items()):
        return None
    after = _with(linted, changed, finding.path)
    old, new = Counter(one.mistake for one in linted.findings), Counter(one.mistake for one in after.findings)
    errors = {one.mistake for one in after.findings if one.severity is Severity.ERROR}
    if new[finding.mistake] >= old[finding.mistake] or any(new[one] > old[one] for one in errors):
        return None
    return after


def repaired(linted: Linted) -> RepairSet:
    """Make every fix that holds, the worst finding first; each is tried on what the ones before have made of the files.

    A fix is looked for anew after each that was made, because lines move and one fix may mend or open several findings.
    """
    mended: list[Finding] = []
    refused: set[Finding] = set()
    seen = {_state(linted)}
    now = linted
    while len(mended) < MOST_FIXES:
        finding = next((one for one in _by_weight(now.findings) if one not in refused), None)
        if finding is None or finding.fix is None:
            break
        after = tried(now, finding.fix, finding)
        if after is None or _state(after) in seen:
            refused.add(finding)
            continue
        seen.add(_state(after))
        mended.append(finding)
        now = after
    changed = {path: text for path, (_, text) in now.texts.files.items() if _changed(linted, path, text)}
    return RepairSet(tuple(mended), changed, now)


def _by_weight(findings: Iterable[Finding]) -> list[Finding]:
    return sorted((one for one in findings if one.fix), key=lambda one: (one.severity.rank, one.order))


def _state(linted: Linted) -> int:
    return hash(frozenset((path, text) for path, (_, text) in linted.texts.files.items()))


def _changed(linted: Linted, path: str, text: str) -> bool:
    return path not in linted.texts.files or linted.texts.files[path][1] != text


def _text(linted: Linted, path: str) -> str:
    known = linted.texts.files.get(path)
    return known[1] if known is not None else linted.project.text_of(path)


def _with(linted: Linted, changed: Mapping[str, str], told_in: str) -> Linted:
    """Return the project with new texts, those files read and looked at again that they touch."""
    files = {**linted.texts.files, **{path: (_kind(linted, path), text) for path, text in changed.items()}}
    tree = None if linted.texts.tree is None else linted.texts.tree | set(changed)
    texts = replace(linted.texts, files=files, tree=tree)
    project = reread(linted.project, texts, changed)
    again = [one for one in project.sources if _is_touched(one, project, {*changed, told_in})]
    return replace(
        linted,
        texts=texts,
        project=project,
        found={**linted.found, **lint_sources(project, again, linted.chosen)},
    )


def _kind(linted: Linted, path: str) -> Kind:
    known = linted.texts.files.get(path)
    if known is not None:
        return known[0]
    return Kind.CI if any(path in one.included for one in linted.project.ci_files) else Kind.OTHER


def _is_touched(source: Source, project: Project, changed: set[str]) -> bool:
    if project.size <= SMALL_PROJECT or source.path in changed:
        return True
    match source:
        case CiSource():
            return bool(source.paths & changed or project.built_by(source) & changed)
        case DockerfileSource():
            return any(source.path in project.built_by(one) for one in project.ci_files if one.paths & changed)
        case RunnerSource():
            return any(one.paths & changed for one in project.ci_files)
    return False
