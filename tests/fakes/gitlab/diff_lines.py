"""Which lines a diff shows, and what a suggestion wants in the place of some of them."""

import re
from collections.abc import Iterator

HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
FENCE = re.compile(
    r"^(?P<fence>`{3,})suggestion(?::-(\d{1,3})\+(\d{1,3}))?[ \t]*\n(?P<text>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
Line = tuple[int | None, int | None]


def shown_lines(hunks: str) -> Iterator[Line]:
    """Yield the old and the new number of every line of some hunks; None on the side that does not have it."""
    old = new = 0
    for line in hunks.splitlines():
        found = HUNK.match(line)
        if found:
            old, new = int(found[1]), int(found[2])
        elif line.startswith("-"):
            yield old, None
            old += 1
        elif line.startswith("+"):
            yield None, new
            new += 1
        elif not line.startswith("\\"):
            yield old, new
            old, new = old + 1, new + 1


def suggestion_of(body: str, line: int) -> tuple[int, int, str] | None:
    """Return the first and last line that a note on a line wants to replace, and by what; None for no suggestion."""
    found = FENCE.search(body)
    if found is None:
        return None
    return line - int(found[2] or 0), line + int(found[3] or 0), found["text"]
