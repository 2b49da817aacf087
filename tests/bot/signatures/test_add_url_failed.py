"""add_url_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ADD failed: failed to GET http://files.example.com/x.tgz with status 503 Service Unavailable: maintenance",
    "failed to load cache key: invalid response status 404",
]
SILENT = [
    "ADD failed: file not found in build context or excluded by .dockerignore: stat x: file does not exist",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"add_url_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "add_url_failed" not in reading.signatures(line)
