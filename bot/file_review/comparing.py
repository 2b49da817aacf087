"""Finds the mistakes that a merge request brings: what its files have and those of the target branch have not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.file_review.diff_lines import DiffLines, read_diff_lines
from bot.file_review.model import ChangedFiles, FileDiff, NewFinding, Place, Snapshot
from bot.file_review.suggestions import suggestion_for
from bot.lint.edits import apply_edits
from bot.lint.finding import Finding
from bot.lint.fingerprints import fingerprints
from bot.lint.patches import patch_of
from bot.lint.reading import Texts, kind_of, may_be_read, read_projects
from bot.lint.repair import Linted, changes_of, lint_project
from bot.lint.sources import Kind

OF_OTHERS = frozenset({"pyproject.toml", "cargo.toml", "mkdocs.yml", ".pre-commit-config.yaml", ".lighterman.yml"})


@dataclass(frozen=True)
class _Named:
    """A finding with its fingerprint, and the project in which it was found."""

    finding: Finding
    name: str
    linted: Linted


def is_worth_a_look(path: str, ci_path: str) -> bool:
    """Tell by its name whether a changed file may be one of the three kinds."""
    name = path.rpartition("/")[2].lower()
    is_compose = name.startswith(("docker-compose", "compose.")) or name.endswith(("compose.yml", "compose.yaml"))
    return path == ci_path or (may_be_read(path) and name not in OF_OTHERS and not is_compose)


def new_findings(files: ChangedFiles) -> tuple[NewFinding, ...]:
    """Return the mistakes that the target branch does not have, the worst first; fixes that do not hold are off."""
    lines = {one.new_path: read_diff_lines(one.hunks) for one in files.diffs}
    head = _named(files.head, files, {})
    target = _named(files.target, files, {one.old_path: one.new_path for one in files.diffs})
    found = [_whole(one, files, lines) for one in _without(head, target, lines)]
    return tuple(sorted(found, key=lambda one: (one.finding.severity.rank, one.finding.order)))


def _named(snapshot: Snapshot, files: ChangedFiles, renamed: Mapping[str, str]) -> list[_Named]:
    """Return what is wrong in a version of the files; what was renamed since has its new name."""
    by_finding: dict[Finding, tuple[Finding, Linted]] = {}
    for linted in _linted(snapshot, files):
        for finding in linted.findings:
            path = renamed.get(finding.path, finding.path)
            by_finding.setdefault(replace(finding, path=path, fix=None), (finding, linted))
    text_of = _text_of([linted for _, linted in by_finding.values()], renamed)
    ordered = sorted(by_finding, key=lambda one: one.order)
    return [
        _Named(replace(one, fix=by_finding[one][0].fix), name, by_finding[one][1])
        for one, name in fingerprints(ordered, text_of)
    ]


def _linted(snapshot: Snapshot, files: ChangedFiles) -> Iterator[Linted]:
    kinds = {path: _kind(path, text, files.ci_path) for path, text in snapshot.files.items()}
    known = {path: (kind, snapshot.files[path]) for path, kind in kinds.items() if kind is not None}
    texts = Texts(known, files.today, snapshot.tree, snapshot.files.get)
    for project in read_projects(texts):
        yield lint_project(texts, project)


def _kind(path: str, text: str, ci_path: str) -> Kind | None:
    if "\0" in text:
        return None
    return Kind.CI if path == ci_path else kind_of(path, text)


def _text_of(linted: Sequence[Linted], renamed: Mapping[str, str]) -> Callable[[str, int], str]:
    sources = {renamed.get(path, path): part for one in linted for path, part in one.project.parts.items()}
    return lambda path, line: sources[path].line(line) if path in sources else ""


def _without(head: Sequence[_Named], target: Sequence[_Named], lines: Mapping[str, DiffLines]) -> Iterator[_Named]:
    """Yield the findings of the head that the target does not have.

    It has one where the same words stand on its line, or where the line took the place of one with the same mistake.
    """
    known = {one.name for one in target}
    left = [one.finding for one in target if one.name not in {mine.name for mine in head}]
    for one in head:
        if one.name in known:
            continue
        same = next((old for old in left if _is_same(old, one.finding, lines)), None)
        if same is None:
            yield one
        else:
            left.remove(same)


def _is_same(old: Finding, new: Finding, lines: Mapping[str, DiffLines]) -> bool:
    diff = lines.get(new.path)
    if old.mistake != new.mistake or diff is None:
        return False
    run = diff.after.get(new.line)
    return run is not None and diff.before.get(old.line) == run


def _whole(one: _Named, files: ChangedFiles, lines: Mapping[str, DiffLines]) -> NewFinding:
    """Return a finding with its place in the diff, and with its fix where that holds."""
    finding, linted = one.finding, one.linted
    changed = changes_of(linted, finding.fix, finding) if finding.fix else {}
    place = _place(finding, files.diffs, lines)
    if finding.fix is None or not changed:
        return NewFinding(replace(finding, fix=None), one.name, place)
    changed = apply_edits({path: linted.text_of(path) for path in finding.fix.paths}, finding.fix.edits)
    patches = {path: shown_patch(path, _before(linted, path), text) for path, text in changed.items()}
    suggestion = suggestion_for(finding, linted.text_of(finding.path)) if place else None
    return NewFinding(finding, one.name, place, suggestion, patches, changed)


def shown_patch(path: str, before: str | None, after: str) -> str:
    """Return a patch each of whose lines begins with a sign of ours; a path may hold anything, a newline too."""
    return patch_of("".join(sign if sign.isprintable() else "?" for sign in path), before, after)


def _before(linted: Linted, path: str) -> str | None:
    return linted.text_of(path) if linted.has(path) else None


def _place(finding: Finding, diffs: Sequence[FileDiff], lines: Mapping[str, DiffLines]) -> Place | None:
    shown = lines[finding.path].shown if finding.path in lines else {}
    if finding.line not in shown:
        return None
    old_path = next(one.old_path for one in diffs if one.new_path == finding.path)
    return Place(old_path, finding.path, finding.line, shown[finding.line])
