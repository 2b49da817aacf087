"""Lays the files of layers over each other as an engine does, and weighs what each layer hides or holds twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.layers.tar import LayerFiles


@dataclass(frozen=True)
class Hidden:
    """Bytes that are downloaded and never seen: a file of one layer that a later one deletes or replaces."""

    path: str
    size_bytes: int
    by_layer: int
    is_deleted: bool


@dataclass(frozen=True)
class Twice:
    """A file that lies in an image more than once, with the same size and checksum; `extra_bytes` could be saved."""

    paths: tuple[str, ...]
    extra_bytes: int


@dataclass
class Tree:
    """The files of some layers as a container would see them, with their sizes by path.

    `is_partial` tells that there were too many files to keep them all.
    """

    sizes: dict[str, int] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    hidden: list[Hidden] = field(default_factory=list)
    twice: list[Twice] = field(default_factory=list)
    is_partial: bool = False


def overlay(layers: Iterable[tuple[int, LayerFiles]]) -> Tree:
    """Return the tree of layers with their numbers, the lowest first; they are taken one after the other."""
    tree, sums = Tree(), dict[str, tuple[int, int]]()
    for number, one in layers:
        tree.is_partial |= one.is_partial
        for path in _deleted(tree, one):
            _hide(tree, path, number, is_deleted=True)
            sums.pop(path, None)
        for path, size in one.sizes.items():
            if path in tree.sizes:
                _hide(tree, path, number, is_deleted=False)
                sums.pop(path, None)
            tree.sizes[path] = size
        tree.secrets |= one.secrets
        sums |= {path: (one.sizes[path], found) for path, found in one.sums.items()}
    tree.secrets &= tree.sizes.keys()
    tree.twice = list(_twice(sums))
    return tree


def _deleted(tree: Tree, one: LayerFiles) -> list[str]:
    """Return the files below that a layer's whiteouts hide; a whiteout of a directory hides all in it."""
    marked = one.hidden | one.emptied
    if not marked:
        return []
    return [path for path in tree.sizes if path in one.hidden or any(folder in marked for folder in folders_of(path))]


def folders_of(path: str) -> Iterator[str]:
    """Yield the directories that a path lies in, the nearest first, without the root."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _hide(tree: Tree, path: str, by: int, *, is_deleted: bool) -> None:
    # What a layer hides was there before it: its own files are added after its whiteouts were heeded.
    if size := tree.sizes.pop(path):
        tree.hidden.append(Hidden(path, size, by, is_deleted))


def _twice(sums: dict[str, tuple[int, int]]) -> Iterator[Twice]:
    alike: dict[tuple[int, int], list[str]] = defaultdict(list)
    for path, key in sums.items():
        alike[key].append(path)
    for (size, _), paths in alike.items():
        if len(paths) > 1:
            yield Twice(tuple(sorted(paths)), size * (len(paths) - 1))
