"""registry_bad_answer: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "error parsing HTTP 404 response body: invalid character '<' looking for beginning of value: \"<html>\"",
]
SILENT = [
    "SyntaxError: Unexpected token < in JSON at position 0",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_bad_answer"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_bad_answer" not in reading.signatures(line)
