"""exit_code: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Job failed: exit code 1",
    "ERROR: Job failed: exit status 2",
    "ERROR: Job failed: command terminated with exit code 1",
]
SILENT = [
    "ERROR: Job failed: exit code 127",
    "ERROR: Job failed: canceled",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"exit_code"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "exit_code" not in reading.signatures(line)
