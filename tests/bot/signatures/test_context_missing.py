"""context_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'unable to prepare context: path "./docker" not found',
    'ERROR: unable to prepare context: path "api" not found',
]
SILENT = [
    "context deadline exceeded",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"context_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "context_missing" not in reading.signatures(line)
