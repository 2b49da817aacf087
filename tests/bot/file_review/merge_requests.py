"""Merge requests in words: files as they were and as they are go in, what is new comes out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from difflib import unified_diff

from bot.file_review.comparing import new_findings
from bot.file_review.deciding import short_name
from bot.file_review.model import ChangedFiles, DiffRefs, FileDiff, NewFinding, Snapshot, Thread

REFS = DiffRefs("b" * 40, "b" * 40, "a" * 40)
TODAY = date(2026, 11, 24)


def changed_files(
    before: Mapping[str, str], now: Mapping[str, str], *, renamed: Mapping[str, str] | None = None, tree: bool = True
) -> ChangedFiles:
    """Return what a merge request does; `renamed` has the old names of files by the new ones."""
    old_names = dict(renamed or {})
    diffs = []
    for path in sorted({*before, *now} - set(old_names.values())):
        old_path = old_names.get(path, path)
        if before.get(old_path) != now.get(path) or old_path != path:
            hunks = _hunks(before.get(old_path, ""), now.get(path, ""))
            diffs.append(FileDiff(old_path, path, hunks, is_new=old_path not in before, is_deleted=path not in now))
    return ChangedFiles(
        REFS,
        tuple(diffs),
        Snapshot(now, frozenset(now) if tree else None),
        Snapshot(before, frozenset(before) if tree else None),
        ".gitlab-ci.yml",
        TODAY,
    )


def _hunks(old: str, new: str) -> str:
    return "".join(list(unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True)))[2:])


def news(before: Mapping[str, str], now: Mapping[str, str], **how: object) -> list[str]:
    """Return the new mistakes as `path:line rule`, the worst first; one on a line of the diff has a `+`."""
    found = new_findings(changed_files(before, now, **how))
    return [f"{one.finding.path}:{one.finding.line} {one.finding.rule}{' +' if one.place else ''}" for one in found]


def thread_of(one: NewFinding, number: int = 1, **how: object) -> Thread:
    """Return the thread that was opened for a mistake."""
    made = Thread(f"t{number}", number, one.name, short_name(one.mistake), one.finding.rule, one.finding.path)
    return replace(made, **how)
