"""Foreign text in a comment stays inside its code span or behind its gutter, whatever it holds."""

from itertools import pairwise

import pytest
from markdown_it import MarkdownIt

from bot.reports.markdown import LINE_LIMIT, SPAN_LIMIT, code, fold, gutter, link

HOSTILE = [
    "plain",
    "",
    " ",
    "`",
    "``",
    "a`b``c",
    "`a`",
    "/close",
    "\n/close",
    "a\n\n/close",
    "```\n/close\n```",
    "~~~",
    "<!-- x -->",
    "</details>",
    "[a](b)",
    "@all",
    "a|b",
    "a\\|b",
    "a\\\\|b",
    "a\\",
    "\u202eabc",
    "a\u2028/close",
    "\x00\x1b[0m",
    "\ud800",
    "`" * 500,
    "|" * 500,
]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("acme/api", "`acme/api`"),
        ("a  b\tc", "`a b c`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("", "`?`"),
        ("\u202e\n", "`?`"),
        ("a|b", "`a|b`"),
        ("x" * SPAN_LIMIT, f"`{'x' * SPAN_LIMIT}`"),
        ("x" * (SPAN_LIMIT + 1), f"`{'x' * (SPAN_LIMIT - 1)}…`"),
    ],
)
def test_a_code_span_is_as_plain_as_its_text_allows(text, span):
    assert code(text) == span


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_the_text_a_line_holds_one_code_span_and_no_more(text):
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"Image {code(text)} end")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert [token.type for token in tokens[1].children] == ["text", "code_inline", "text"]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_the_text_a_table_keeps_its_cells(text):
    table = f"| a | b |\n| - | - |\n| {code(text, in_table=True)} | end |"
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(table)
    cells = [after for token, after in pairwise(tokens) if token.type == "td_open"]
    assert [[child.type for child in cell.children] for cell in cells] == [["code_inline"], ["text"]]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_the_text_a_gutter_is_one_block_and_no_line_begins_with_it(text):
    block = gutter([(9, "first"), (10, text), (11, "last")])
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"{block}\n\nend")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert [line.split("│")[0] for line in tokens[0].content.splitlines()] == [" 9 ", "10 ", "11 "]


@pytest.mark.parametrize(
    ("lines", "first", "rows"),
    [
        ([], 1, []),
        (["a"], 1, ["1 │ a"]),
        ([""], 7, ["7 │"]),
        (["a", "b"], 8, ["8 │ a", "9 │ b"]),
        (["a", "b"], 9, [" 9 │ a", "10 │ b"]),
        (["x" * LINE_LIMIT], 1, [f"1 │ {'x' * LINE_LIMIT}"]),
        (["x" * (LINE_LIMIT + 1)], 1, [f"1 │ {'x' * (LINE_LIMIT - 1)}…"]),
    ],
)
def test_a_gutter_is_as_wide_as_its_last_number(lines, first, rows):
    assert gutter(list(enumerate(lines, first))).splitlines() == ["```text", *rows, "```"]


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://g.example/a/-/jobs/1#L2", "https://g.example/a/-/jobs/1#L2"),
        ("https://g.example/a%20b?x=1&y=2", "https://g.example/a%20b?x=1&y=2"),
        ("https://g.example/a)b", "https://g.example/a%29b"),
        ("https://g.example/a b\n<c>", "https://g.example/a%20b%0A%3Cc%3E"),
    ],
)
def test_an_address_cannot_leave_its_link(address, written):
    assert link("job", address) == f"[job]({written})"


def test_an_address_that_is_too_long_is_left_out():
    assert link("job", "https://g.example/" + "a" * 2000) == "job"


def test_a_text_that_is_far_too_long_is_not_looked_at_to_its_end():
    assert code(" " * SPAN_LIMIT * 10 + "a") == "`?`"


def test_a_fold_has_the_empty_lines_that_gitlab_wants():
    assert fold("Title", "content") == "<details><summary>Title</summary>\n\ncontent\n\n</details>"
