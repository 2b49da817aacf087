"""Reads a list of changed files as git writes it: `diff`, `diff --name-status` or `diff --name-only`."""

import re
from collections.abc import Iterable

from bot.misses import FileChange

_HEAD = re.compile(r"diff --git ")
_NEW_PATH = re.compile(r"\+\+\+ (?:b/)?(.+)")
_OLD_PATH = re.compile(r"--- (?:a/)?(.+)")
_STATUS = re.compile(r"(?:[ADMTUX]|[CR]\d{1,3})\t")
_NOWHERE = "/dev/null"


def read_changed_files(text: str) -> tuple[FileChange, ...]:
    """Return the files; the changed lines are known only from a whole diff. A renamed file counts under both names."""
    if _HEAD.search(text) or text.startswith("--- "):
        return tuple(change for part in _parts(text) for change in _of_diff(part))
    names = (name for line in text.splitlines() if line.strip() for name in _names(line))
    return tuple(FileChange(name) for name in dict.fromkeys(names))


def read_hunks(path: str, lines: Iterable[str]) -> FileChange:
    """Return a file with its changed lines, from the hunks of its diff alone."""
    lines = tuple(lines)
    added = tuple(line[1:] for line in lines if line.startswith("+"))
    return FileChange(path, added, tuple(line[1:] for line in lines if line.startswith("-")))


def _parts(text: str) -> list[list[str]]:
    """Return the lines of each file's diff."""
    parts: list[list[str]] = []
    is_hunk = False
    for line in text.splitlines():
        begins = line.startswith("diff --git ") or (line.startswith("--- ") and (is_hunk or not parts))
        if begins:
            parts.append([])
        is_hunk = line.startswith(("@@", "+", "-", " ", "\\")) and not begins
        if parts:
            parts[-1].append(line)
    return parts


def _of_diff(lines: list[str]) -> list[FileChange]:
    head = next((place for place, line in enumerate(lines) if line.startswith("@@")), len(lines))
    return [read_hunks(path, lines[head:]) for path in _paths(lines[:head])]


def _paths(head: list[str]) -> list[str]:
    """Return the names in the head of a file's diff; a file without changed lines has only its first line."""
    found = [match[1] for line in head for pattern in (_OLD_PATH, _NEW_PATH) if (match := pattern.fullmatch(line))]
    found += [line.split(" ", 2)[2] for line in head if line.startswith(("rename from ", "rename to "))]
    if not found and head:
        _, _, found_last = head[0].rpartition(" b/")
        found = [found_last]
    return [path for path in dict.fromkeys(found) if path != _NOWHERE]


def _names(line: str) -> list[str]:
    status = _STATUS.match(line)
    return line[status.end() :].split("\t") if status else [line.strip()]
