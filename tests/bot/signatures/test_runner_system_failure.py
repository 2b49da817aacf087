"""runner_system_failure: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Job failed (system failure): prepare environment: exit code 1. Check runner logs for more information",
]
SILENT = [
    "ERROR: Job failed: exit code 1",
    "ERROR: Preparation failed: exit status 1",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"runner_system_failure"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "runner_system_failure" not in reading.signatures(line)
