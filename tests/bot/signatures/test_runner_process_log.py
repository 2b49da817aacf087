"""runner_process_log: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "WARNING: Job failed: exit code 1                    duration=51m54.614622086s job=14796 project=318 runner=d87fcd19,",
]
SILENT = [
    "ERROR: Job failed: exit code 1",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"runner_process_log"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "runner_process_log" not in reading.signatures(line)
