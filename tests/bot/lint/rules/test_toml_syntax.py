"""What is no TOML."""

import pytest

from tests.bot.lint.projects import mended, runner

RULE = "toml-syntax"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[[runners]]\n  a = true <-- yes\n", [2]),
        ("[[runners]\n", [1]),
        ("a = 1\na = 2\n[[runners]]\n", [2]),
        ("[[runners]]\n  a = “x”\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "[[runners]]\n  a = true # yes\n",
        "concurrent = 4\n[[runners]]\n",
        '[[runners]]\n  a = "x <-- y"\n',
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []


def test_a_remark_becomes_a_comment_and_the_other_lines_stay():
    text = "[[runners]]\r\n  a = true <-- yes\r\n  b = 1  \r\n"
    new = {"config.toml": "[[runners]]\r\n  a = true # yes\r\n  b = 1  \r\n"}
    assert mended(RULE, {"config.toml": text}) == new
