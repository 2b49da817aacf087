"""Writes patches as `git apply` takes them."""

from collections.abc import Sequence
from difflib import unified_diff

NO_END = "\\ No newline at end of file\n"


def patch_of(path: str, before: str | None, after: str) -> str:
    """Return the patch that makes one text of a file into another; `before` is None for a new file."""
    old, new = _lines(before or ""), _lines(after)
    name = path.lstrip("/")
    source = f"a/{name}" if before is not None else "/dev/null"
    lines = unified_diff(old, new, source, f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n{NO_END}" for line in lines)


def _lines(text: str) -> Sequence[str]:
    # Only a newline ends a line here; splitlines knows a dozen other characters.
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
