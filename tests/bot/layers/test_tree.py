"""Layers over each other: what is seen, what is hidden and what lies there twice."""

import pytest

from bot.layers.tar import LayerFiles
from bot.layers.tree import Hidden, Twice, overlay


def layer(*hidden, emptied=(), sums=None, **sizes):
    paths = {name.replace("_", "/"): size for name, size in sizes.items()}
    return LayerFiles(paths, set(hidden), set(emptied), sums=sums or {})


@pytest.mark.parametrize(
    ("layers", "sizes", "hidden"),
    [
        ([layer(a=1)], {"a": 1}, []),
        ([layer(a=1), layer(b=2)], {"a": 1, "b": 2}, []),
        ([layer(a=1), layer(a=3)], {"a": 3}, [Hidden("a", 1, 2, is_deleted=False)]),
        ([layer(a=1), layer("a")], {}, [Hidden("a", 1, 2, is_deleted=True)]),
        ([layer(a=0), layer("a")], {}, []),
        ([layer("a")], {}, []),
        ([layer("a", a=1)], {"a": 1}, []),
        (
            [layer(d_x=1, d_e_y=2, dd=3), layer("d")],
            {"dd": 3},
            [Hidden("d/x", 1, 2, True), Hidden("d/e/y", 2, 2, True)],
        ),
        ([layer(d_x=1), layer(emptied=["d"], d_y=5)], {"d/y": 5}, [Hidden("d/x", 1, 2, True)]),
        ([layer(a=1), layer("a"), layer(a=7)], {"a": 7}, [Hidden("a", 1, 2, True)]),
    ],
)
def test_a_container_would_see(layers, sizes, hidden):
    tree = overlay(list(enumerate(layers, 1)))
    assert tree.sizes == sizes
    assert tree.hidden == hidden


@pytest.mark.parametrize(
    ("layers", "twice"),
    [
        ([layer(a=9, b=9, sums={"a": 1, "b": 1})], [Twice(("a", "b"), 9)]),
        ([layer(a=9, sums={"a": 1}), layer(b=9, sums={"b": 1})], [Twice(("a", "b"), 9)]),
        ([layer(a=9, b=9, sums={"a": 1, "b": 2})], []),
        ([layer(a=9, b=8, sums={"a": 1, "b": 1})], []),
        ([layer(a=9, sums={"a": 1}), layer(a=9, sums={"a": 1})], []),
        ([layer(a=9, sums={"a": 1}), layer("a", b=9, sums={"b": 1})], []),
    ],
)
def test_a_file_lies_there_twice(layers, twice):
    assert overlay(list(enumerate(layers, 1))).twice == twice
