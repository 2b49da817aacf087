"""What no builder can read."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "dockerfile-syntax"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nCOPPY a /a\n", [2]),
        ("RUN a\nFROM b:1\n", [1]),
        ("FROM a:1\nCOPY a\n", [2]),
        ("FROM a:1 b\n", [1]),
        ("", [1]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nCOPY a /a\n",
        "ARG A=1\nFROM a:$A\n",
        "# remark\nFROM a:1 AS b\nFROM b\n",
        "FROM scratch\nCOPY <<E /a\nx\nE\n",
        "# escape=`\nFROM a:1\nRUN a `\n  b\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
