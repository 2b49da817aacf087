"""Names the files and the directories that made the difference between two trees, the heaviest first."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from bot.layers.tree import folders_of

MOST_NAMED = 20
LEAST_SHARE = 0.05
"""A directory is named when it holds this much of what moved,"""
MOST_IN_ONE = 0.8
"""and no directories within it that hold this much of it say it better."""


@dataclass(frozen=True)
class PathChange:
    """A file or a directory before and after, unpacked; None where it is not there. Of directories both are sums."""

    path: str
    before_bytes: int | None
    after_bytes: int | None
    is_directory: bool = False

    @property
    def delta_bytes(self) -> int:
        """Return by how much it grew."""
        return (self.after_bytes or 0) - (self.before_bytes or 0)


def file_changes(before: Mapping[str, int], after: Mapping[str, int], most: int = MOST_NAMED) -> list[PathChange]:
    """Return the files that were added or removed, grew or shrank, the largest difference first."""
    changed = (
        PathChange(path, before.get(path), after.get(path))
        for path in _paths(before, after)
        if before.get(path, 0) != after.get(path, 0)
    )
    return _heaviest(changed, most)


def directory_changes(before: Mapping[str, int], after: Mapping[str, int], most: int = MOST_NAMED) -> list[PathChange]:
    """Return the directories that hold most of the difference, each as deep as it can be named without splitting it."""
    olds, news = _sums(before), _sums(after)
    deltas = Counter({path: news[path] - olds[path] for path in {**olds, **news}})
    moved = sum(abs(after.get(path, 0) - before.get(path, 0)) for path in _paths(before, after))
    if not moved:
        return []
    heavy = {path for path, delta in deltas.items() if abs(delta) >= LEAST_SHARE * moved}
    told_better: Counter[str] = Counter()
    for path in heavy:
        parent = path.rpartition("/")[0]
        if parent in heavy and deltas[parent] * deltas[path] > 0:
            told_better[parent] += abs(deltas[path])
    named = (path for path in heavy if told_better[path] < MOST_IN_ONE * abs(deltas[path]))
    return _heaviest((PathChange(path, olds.get(path), news.get(path), is_directory=True) for path in named), most)


def _paths(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[str]:
    """Yield the paths of both, each once; there may be hundreds of thousands, so they are not copied."""
    yield from before
    yield from (path for path in after if path not in before)


def _sums(sizes: Mapping[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for path, size in sizes.items():
        for folder in folders_of(path):
            found[folder] += size
    return found


def _heaviest(changes: Iterator[PathChange], most: int) -> list[PathChange]:
    return nsmallest(most, changes, key=lambda one: (-abs(one.delta_bytes), one.path))
