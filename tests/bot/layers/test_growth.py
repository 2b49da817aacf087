"""Which files and directories made the difference."""

import pytest

from bot.layers.growth import directory_changes, file_changes

MIB = 2**20


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"a": 1}, [("a", None, 1)]),
        ({"a": 1}, {}, [("a", 1, None)]),
        ({"a": 1, "b": 5}, {"a": 2, "b": 5}, [("a", 1, 2)]),
        ({"a": 9, "b": 1}, {"a": 8, "b": 4}, [("b", 1, 4), ("a", 9, 8)]),
        ({"a": 1}, {"a": 1}, []),
        ({}, {"empty": 0}, []),
        ({}, {}, []),
    ],
)
def test_files_that_made_the_difference(before, after, expected):
    assert [(one.path, one.before_bytes, one.after_bytes) for one in file_changes(before, after)] == expected


def test_only_the_heaviest_files_are_named():
    assert [one.path for one in file_changes({}, {f"f{n}": n for n in range(100)}, most=2)] == ["f99", "f98"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"usr/lib/gcc/12/cc1": 30, "usr/lib/gcc/12/cc1plus": 40}, ["usr/lib/gcc/12"]),
        ({}, {"usr/lib/gcc/cc1": 60, "usr/lib/x86/libc": 40}, ["usr/lib/gcc", "usr/lib/x86"]),
        ({}, {"usr/a/x": 50, "usr/y": 50}, ["usr", "usr/a"]),
        ({"var/cache/a": 50}, {"usr/b": 10}, ["var/cache", "usr"]),
        ({"a/x": 50}, {"a/y": 50}, []),
        ({}, {"a/big": 1000, "b/small": 1}, ["a"]),
        ({"a/x": 1}, {"a/x": 1}, []),
        ({}, {"top": 9}, []),
    ],
)
def test_a_directory_is_named_as_deep_as_it_goes(before, after, expected):
    assert [one.path for one in directory_changes(before, after)] == expected
