"""registry_too_large: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "error parsing HTTP 413 response body: invalid character '<' looking for beginning of value: \"<html>\\r\\n<head><title>413 Request Entity Too Large</title></head>\"",
]
SILENT = [
    "error parsing HTTP 404 response body",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_too_large"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_too_large" not in reading.signatures(line)
