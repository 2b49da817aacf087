"""Remarks that count no more."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "expired-ignore"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# lighterman: ignore=base-eol until=2026-11-23 soon\nFROM golang:1.20\n", [1]),
        ("FROM golang:1.27 # x\n# lighterman: ignore=a,b until=tomorrow\nRUN x\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "# lighterman: ignore=base-eol until=2026-11-24 today still\nFROM golang:1.20\n",
        "# lighterman: ignore=base-eol\nFROM golang:1.20\n",
        "FROM golang:1.27\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
