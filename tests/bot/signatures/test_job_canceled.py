"""job_canceled: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Job failed: canceled",
    "WARNING: script canceled externally (UI, API)",
]
SILENT = [
    "#5 CANCELED",
    "ERROR: Job failed: exit code 1",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"job_canceled"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "job_canceled" not in reading.signatures(line)
