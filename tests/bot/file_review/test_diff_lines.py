"""The lines that a diff shows are numbered as GitLab wants them for a position."""

import pytest

from bot.file_review.diff_lines import read_diff_lines

HUNKS = "@@ -1,3 +1,3 @@\n a\n-b\n+c\n d\n@@ -9 +9,2 @@ x\n-e\n+f\n+g\n\\ No newline at end of file\n"


def test_new_lines_have_no_old_number_and_lines_between_have_both():
    assert read_diff_lines(HUNKS).shown == {1: 1, 2: None, 3: 3, 9: None, 10: None}


def test_lines_that_stand_in_each_others_place_are_of_one_run():
    lines = read_diff_lines(HUNKS)
    assert lines.before[2] == lines.after[2]
    assert lines.before[9] == lines.after[9] == lines.after[10]
    assert lines.after[2] != lines.after[9]


@pytest.mark.parametrize("hunks", ["", "no diff\n", "@@ nonsense @@\n"])
def test_what_is_no_diff_shows_nothing(hunks):
    assert read_diff_lines(hunks).shown == {}
