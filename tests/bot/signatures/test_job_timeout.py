"""job_timeout: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Job failed: execution took longer than 1h0m0s seconds",
]
SILENT = [
    "ERROR: Job failed: exit code 1",
    "Error: timeout of 2000ms exceeded",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"job_timeout"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "job_timeout" not in reading.signatures(line)
