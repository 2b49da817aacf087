"""Writes patches as `git apply` takes them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

NO_END = "\\ No newline at end of file\n"
AROUND = 3
"""Lines shown above and below a change."""


def patch_of(path: str, before: str | None, after: str) -> str:
    """Return the patch that makes one text of a file into another; `before` is None for a new file."""
    name = path.lstrip("/")
    source = f"a/{name}" if before is not None else "/dev/null"
    hunks = "".join(_hunks(_lines(before or ""), _lines(after)))
    return f"--- {source}\n+++ b/{name}\n{hunks}" if hunks else ""


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Yield the hunks; what both texts begin and end with is not compared, for a fix changes a few lines of many."""
    skipped = max(_common(old, new) - AROUND, 0)
    end = max(_common(old[skipped:][::-1], new[skipped:][::-1]) - AROUND, 0)
    old, new = old[skipped : len(old) - end], new[skipped : len(new) - end]
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(skipped, first[1], last[2])} +{_range(skipped, first[3], last[4])} @@\n"
        for kind, start, stop, new_start, new_stop in group:
            if kind == "equal":
                yield from (_marked(" ", line) for line in old[start:stop])
                continue
            yield from (_marked("-", line) for line in old[start:stop])
            yield from (_marked("+", line) for line in new[new_start:new_stop])


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _range(skipped: int, start: int, stop: int) -> str:
    """Return a range as diff writes it: an empty one is named by the line before it."""
    length = stop - start
    first = skipped + start + (1 if length else 0)
    return f"{first}" if length == 1 else f"{first},{length}"


def _marked(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{NO_END}"


def _lines(text: str) -> Sequence[str]:
    # Only a newline ends a line here; splitlines knows a dozen other characters.
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
