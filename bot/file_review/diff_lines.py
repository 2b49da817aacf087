"""Reads which lines of a file a diff shows, and which of them stand in the place of which."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True)
class DiffLines:
    """The lines of one diff.

    `shown` has the old number of every line that is there now, None where it is new. `before` and `after` number the
    runs of changed lines: lines of the same run stand in each other's place.
    """

    shown: Mapping[int, int | None] = field(default_factory=dict)
    before: Mapping[int, int] = field(default_factory=dict)
    after: Mapping[int, int] = field(default_factory=dict)


def read_diff_lines(hunks: str) -> DiffLines:
    """Return the lines of some hunks."""
    shown: dict[int, int | None] = {}
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for old, new, run in _lines(hunks):
        if new is not None:
            shown[new] = old
        if old is None and new is not None:
            after[new] = run
        elif new is None and old is not None:
            before[old] = run
    return DiffLines(shown, before, after)


def _lines(hunks: str) -> Iterator[tuple[int | None, int | None, int]]:
    """Yield the old and the new number of every line, and the number of the run of changes that it is in."""
    old = new = run = 0
    # Only a newline ends a line here; splitlines knows a dozen other characters.
    for line in hunks.split("\n"):
        found = _HUNK.match(line)
        if found:
            old, new, run = int(found[1]), int(found[2]), run + 1
        elif line.startswith("-"):
            yield old, None, run
            old += 1
        elif line.startswith("+"):
            yield None, new, run
            new += 1
        elif line.startswith(" "):
            run += 1
            yield old, new, run
            old, new = old + 1, new + 1
