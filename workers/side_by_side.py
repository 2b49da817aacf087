"""Does one thing for many, a few at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

One = TypeVar("One")
Other = TypeVar("Other")

AT_ONCE = 8


def side_by_side(do: Callable[[One], Other], things: Sequence[One]) -> list[Other]:
    """Return what came of each thing, in their order; the first error is raised when all have ended."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(do, things))
