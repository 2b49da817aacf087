"""Tries fixes in memory: one is offered only if its finding goes and no error comes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.lint.edits import OverlapError, apply_edits
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.linter import Found, all_rules, in_order, lint_sources
from bot.lint.reading import Texts, reread
from bot.lint.sources import Kind, Project

MOST_FIXES = 500
"""Of one project; a person's has a tenth of it."""


@dataclass(frozen=True)
class Linted:
    """A project with its texts, what was found in it, and the rules that looked.

    No fix may touch the `untouchable` files: what was read of them is not all that they hold.
    """

    texts: Texts
    project: Project
    found: Found
    chosen: Collection[str] | None = None
    untouchable: frozenset[str] = frozenset()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, by file and line."""
        return in_order(self.found)

    def has(self, path: str) -> bool:
        """Tell whether a file is known."""
        return path in self.texts.files or path in self.project.parts

    def text_of(self, path: str) -> str:
        """Return the text of a file, empty where it is not known."""
        if path in self.texts.files:
            return self.texts.files[path][1]
        return self.project.parts[path].text if path in self.project.parts else ""


@dataclass(frozen=True)
class RepairSet:
    """Fixes in the order in which they were made, and the new texts of the files that they touch, by path."""

    mended: tuple[Finding, ...]
    changed: Mapping[str, str]
    after: Linted


def lint_project(
    texts: Texts,
    project: Project,
    chosen: Collection[str] | None = None,
    untouchable: frozenset[str] = frozenset(),
) -> Linted:
    """Return a project with its findings, whose fixes nobody has tried yet."""
    return Linted(texts, project, lint_sources(project, project.sources, chosen), chosen, untouchable)


def offered(linted: Linted) -> Iterator[Finding]:
    """Yield the findings by file and line; a fix that does not hold is taken off.

    The fixes of one rule in one file are tried together, those of hygiene whatever their rule, and each for itself only
    if that does not hold: reading and linting again is what costs most.
    """
    findings = linted.findings
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None:
            rule = "" if finding.severity is Severity.INFO else finding.rule
            groups.setdefault((finding.path, rule), []).append(finding)
    good = {finding for group in groups.values() for finding in _holding(linted, group)}
    for finding in findings:
        yield finding if finding.fix is None or finding in good else replace(finding, fix=None)


def _holding(linted: Linted, group: Sequence[Finding]) -> Iterator[Finding]:
    fixes = [finding.fix for finding in group if finding.fix is not None]
    together = Fix("", tuple(dict.fromkeys(edit for fix in fixes for edit in fix.edits)))
    if len(group) > 1 and changes_of(linted, together, *group):
        yield from group
        return
    for fix, finding in zip(fixes, group, strict=True):
        if changes_of(linted, fix, finding):
            yield finding


def changes_of(linted: Linted, fix: Fix, *findings: Finding) -> Mapping[str, str]:
    """Return the new texts that a fix makes, by path; none where it does not hold.

    It does not where a finding stays, an error comes, or the edits do not fit. Only that part of the project is read
    and linted again of which something else may be said.
    """
    changed = _edited(linted, fix)
    if not changed:
        return {}
    touched = _touched(linted.project, {*changed, *(finding.path for finding in findings)})
    part = linted.project.part(_read_with(linted.project, touched))
    after = _with(replace(linted, project=part, chosen=_needed_rules(linted, findings)), changed, touched)
    old, new = _count(linted, touched), _count(after, touched)
    errors = {one.mistake for path in touched for one in after.found[path] if one.severity is Severity.ERROR}
    wanted = Counter(finding.mistake for finding in findings)
    stays = any(new[one] > old[one] - count for one, count in wanted.items())
    return {} if stays or any(new[one] > old[one] for one in errors) else changed


def _needed_rules(linted: Linted, findings: Iterable[Finding]) -> frozenset[str]:
    """Return the rules that tell whether findings are gone and whether an error came."""
    errors = {rule.id for rule in all_rules().values() if rule.severity is Severity.ERROR}
    needed = errors | {finding.rule for finding in findings}
    return frozenset(needed if linted.chosen is None else needed & set(linted.chosen))


def tried(linted: Linted, fix: Fix, *findings: Finding) -> Linted | None:
    """Return the project with a fix made, None where it does not hold."""
    changed = changes_of(linted, fix, *findings)
    touched = _touched(linted.project, {*changed, *(finding.path for finding in findings)})
    return _with(linted, changed, touched) if changed else None


def _edited(linted: Linted, fix: Fix) -> dict[str, str]:
    """Return the new texts of the files that a fix touches; none where that is not possible, or changes nothing."""
    tree = linted.texts.tree or frozenset()
    if any(path in linted.untouchable or (path in tree and not linted.has(path)) for path in fix.paths):
        return {}
    texts = {path: linted.text_of(path) for path in fix.paths}
    try:
        changed = apply_edits(texts, fix.edits)
    except OverlapError:
        return {}
    return changed if any(texts[path] != text or not linted.has(path) for path, text in changed.items()) else {}


def repaired(linted: Linted) -> RepairSet:
    """Make every fix that holds, the worst finding first; each is tried on what the ones before have made of the files.

    A fix is looked for anew after each that was made, because lines move and one fix may mend or open several findings.
    """
    mended: list[Finding] = []
    refused: set[Finding] = set()
    seen = {frozenset(_changed(linted, linted).items())}
    now = linted
    while len(mended) < MOST_FIXES:
        finding = next((one for one in _by_weight(now.findings) if one not in refused), None)
        if finding is None or finding.fix is None:
            break
        after = tried(now, finding.fix, finding)
        state = frozenset(_changed(linted, after).items()) if after is not None else None
        if after is None or state is None or state in seen:
            refused.add(finding)
            continue
        seen.add(state)
        mended.append(finding)
        now = after
    return RepairSet(tuple(mended), _changed(linted, now), now)


def _by_weight(findings: Iterable[Finding]) -> list[Finding]:
    return sorted((one for one in findings if one.fix), key=lambda one: (one.severity.rank, one.order))


def _count(linted: Linted, touched: Collection[str]) -> Counter[tuple[str, str, str]]:
    return Counter(one.mistake for one in set().union(*(linted.found[path] for path in touched)))


def _changed(before: Linted, after: Linted) -> dict[str, str]:
    """Return the new texts of the files that differ."""
    if after.texts.files is before.texts.files:
        return {}
    pairs = ((path, text) for path, (_, text) in after.texts.files.items())
    return {path: text for path, text in pairs if path not in before.texts.files or before.text_of(path) != text}


def _with(linted: Linted, changed: Mapping[str, str], touched: Collection[str]) -> Linted:
    """Return the project with new texts, those files read and looked at again that they touch."""
    files = {**linted.texts.files, **{path: (_kind(linted, path), text) for path, text in changed.items()}}
    tree = None if linted.texts.tree is None else linted.texts.tree | set(changed)
    texts = replace(linted.texts, files=files, tree=tree)
    project = reread(linted.project, texts, changed)
    again = [one for one in project.sources if one.path in touched]
    found = {**linted.found, **lint_sources(project, again, linted.chosen)}
    return replace(linted, texts=texts, project=project, found=found)


def _kind(linted: Linted, path: str) -> Kind:
    known = linted.texts.files.get(path)
    if known is not None:
        return known[0]
    return Kind.CI if any(path in one.included for one in linted.project.ci_files) else Kind.OTHER


def _touched(project: Project, changed: set[str]) -> set[str]:
    """Return the sources of which something else may be said after a change: what is read together with those."""
    runner_files = {one.path for one in project.runner_files}
    if changed & runner_files:
        return {one.path for one in project.sources}
    ci_files = {source for path in changed for source in project.readers.get(path, ())}
    found = {path for path in changed if path in project.by_path} | ci_files
    found |= {path for dockerfile in changed for path in project.builders(dockerfile)}
    if ci_files:
        found |= runner_files | {dockerfile for path in ci_files for dockerfile in project.built_by(path)}
    return found


def _read_with(project: Project, touched: set[str]) -> set[str]:
    """Return the sources that the rules may look at when they look at some."""
    if any(one.path in touched for one in project.runner_files):
        return {one.path for one in project.sources}
    builders = {path for dockerfile in touched for path in project.builders(dockerfile)}
    return touched | builders | {dockerfile for path in touched | builders for dockerfile in project.built_by(path)}
