"""runner_shut_down: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Job failed: aborted: terminated",
]
SILENT = [
    "ERROR: Job failed: canceled",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"runner_shut_down"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "runner_shut_down" not in reading.signatures(line)
