"""A fix becomes a suggestion only where GitLab may commit it as it stands, and no comment is harmed by it."""

import pytest
from markdown_it.token import Token

from bot.file_review.suggestions import suggestion_for
from bot.lint.finding import Edit, Finding, Fix
from bot.reports.threads import suggestion
from tests.bot.quick_actions import new_rule, old_rule, parse
from tests.bot.reports.hostile import PAYLOADS

TEXT = "a\nb\nc\nd\ne\n"


def suggested(*edits: Edit, line: int = 3, text: str = TEXT):
    found = suggestion_for(Finding(line=line, message="m", path="f", fix=Fix("mend", edits)), text)
    return (found.above, found.below, found.lines) if found else None


@pytest.mark.parametrize(
    ("edits", "found"),
    [
        ([Edit("f", 3, 3, "C\n")], (0, 0, ("C",))),
        ([Edit("f", 3, 3, "")], (0, 0, ())),
        ([Edit("f", 3, 2, "x\n")], (0, 0, ("x", "c"))),
        ([Edit("f", 4, 3, "x\n")], (0, 0, ("c", "x"))),
        ([Edit("f", 1, 1, "A\n")], (2, 0, ("A", "b", "c"))),
        ([Edit("f", 3, 3, "x\n"), Edit("f", 5, 4, "c\n")], (0, 1, ("x", "d", "c"))),
        ([Edit("f", 6, 5, "x\n")], (0, 2, ("c", "d", "e", "x"))),
        ([Edit("g", 3, 3, "C\n")], None),
        ([Edit("f", 3, 3, "C\n"), Edit("g", 1, 0, "new\n")], None),
        ([Edit("f", 3, 3, "/merge\n")], None),
        ([Edit("f", 3, 3, "  /merge\n")], None),
        ([Edit("f", 3, 3, "a\u202eb\n")], None),
        ([Edit("f", 3, 3, "a\tb\n")], (0, 0, ("a\tb",))),
        ([Edit("f", 3, 3, "x" * 1001 + "\n")], None),
        ([Edit("f", 3, 3, "x\n" * 41)], None),
        ([Edit("f", 9, 9, "x\n")], None),
    ],
)
def test_a_fix_on_the_line_and_around_it_is_suggested(edits, found):
    assert suggested(*edits) == found


def test_a_fix_far_off_is_not_suggested():
    assert suggested(Edit("f", 1, 1, "x\n"), line=40, text=TEXT * 10) is None


def test_a_file_with_other_line_ends_gets_no_suggestion():
    assert suggested(Edit("f", 3, 3, "C\n"), text=TEXT.replace("\n", "\r\n")) is None


def test_no_text_of_a_file_does_more_than_be_suggested():
    tried = 0
    for payload in PAYLOADS:
        found = suggestion_for(
            Finding(line=2, message="m", path="f", fix=Fix("mend", (Edit("f", 2, 2, f"{payload}\n"),))), TEXT
        )
        if found is None:
            continue
        tried += 1
        body = f"Above.\n\n{suggestion(found)}\n\nBelow."
        assert (old_rule(body), new_rule(body)) == ([], [])
        above, fence, below = [one for one in parse(body) if one.level == 0 and not one.type.endswith("_close")]
        assert isinstance(fence, Token)
        assert (above.type, fence.type, below.type) == ("paragraph_open", "fence", "paragraph_open")
        assert fence.content == "".join(f"{line}\n" for line in found.lines)
    assert tried > 50
