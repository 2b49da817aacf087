"""Edits name whole lines; all others stay byte for byte."""

from datetime import date

import pytest

from bot.lint.edits import OverlapError, apply_edits, insert_above, insert_below, new_file, replace_lines, swap
from bot.lint.finding import Edit
from bot.lint.sources import Source

DAY = date(2026, 11, 24)


def source(text):
    return Source("f", text, DAY)


@pytest.mark.parametrize(
    ("text", "edit", "new"),
    [
        ("a\nb\nc\n", Edit("f", 2, 2, "x\n"), "a\nx\nc\n"),
        ("a\nb\nc\n", Edit("f", 2, 3, ""), "a\n"),
        ("a\nb\n", Edit("f", 1, 0, "x\n"), "x\na\nb\n"),
        ("a\nb\n", Edit("f", 3, 2, "x\ny\n"), "a\nb\nx\ny\n"),
        ("a\nb", Edit("f", 3, 2, "x\n"), "a\nb\nx\n"),
        ("a\nb", Edit("f", 2, 2, "x\n"), "a\nx"),
        ("a\nb", Edit("f", 1, 1, "x\n"), "x\nb"),
        ("a\nb", Edit("f", 2, 2, ""), "a\n"),
        ("a\r\nb", Edit("f", 3, 2, "x\n"), "a\r\nb\r\nx\r\n"),
        ("a\r\nb\r\n", Edit("f", 2, 2, "x\ny\n"), "a\r\nx\r\ny\r\n"),
        ("a\r\nb\n", Edit("f", 2, 2, "x\n"), "a\r\nx\n"),
        ("a\n\n\n", Edit("f", 2, 2, ""), "a\n\n"),
        ("", Edit("f", 1, 0, "x\n"), "x\n"),
    ],
)
def test_an_edit_changes_its_lines_and_no_other_byte(text, edit, new):
    assert apply_edits({"f": text}, [edit]) == {"f": new}


def test_edits_of_several_files_and_lines_are_made_together():
    edits = [Edit("f", 3, 3, "z\n"), Edit("f", 1, 0, "x\n"), new_file("g", "y\n")]
    assert apply_edits({"f": "a\nb\nc\n"}, edits) == {"f": "x\na\nb\nz\n", "g": "y\n"}


@pytest.mark.parametrize(
    "edits",
    [
        [Edit("f", 1, 2, "x\n"), Edit("f", 2, 2, "y\n")],
        [Edit("f", 4, 4, "x\n")],
        [Edit("f", 9, 8, "x\n")],
        [Edit("f", 0, 0, "x\n")],
    ],
)
def test_edits_that_meet_or_lie_outside_are_refused(edits):
    with pytest.raises(OverlapError):
        apply_edits({"f": "a\nb\nc\n"}, edits)


def test_words_of_a_line_are_swapped_one_behind_the_other():
    edit = swap(source("x\nFROM a AS a\n"), 2, ("a", "b"), ("a", "c"))
    assert edit == Edit("f", 2, 2, "FROM b AS c\n")


def test_a_word_that_does_not_stand_there_is_not_swapped():
    assert swap(source("FROM a\n"), 1, ("b", "c")) is None
    assert swap(source("FROM a\n"), 1, ("FROM", "X"), after=2) is None


def test_lines_go_above_below_and_in_the_place_of_others():
    text = source("a\nb\n")
    edits = [insert_above(text, 1, "x"), insert_below(text, 2, "y", "z"), replace_lines(text, 2, 2)]
    assert apply_edits({"f": text.text}, edits) == {"f": "x\na\ny\nz\n"}
