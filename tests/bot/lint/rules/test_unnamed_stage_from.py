"""Stages named by number."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "unnamed-stage-from"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nFROM b:1\nCOPY --from=0 /a /a\n", [3]),
        ("FROM a:1\nFROM b:1\nRUN --mount=type=bind,from=0 x\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1 AS c\nFROM b:1\nCOPY --from=c /a /a\n",
        "FROM b:1\nCOPY --from=nginx:1 /a /a\n",
        "FROM b:1\nCOPY a /a\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
