"""exit_code_127: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Job failed: exit code 127",
]
SILENT = [
    "ERROR: Job failed: exit code 12",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"exit_code_127"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "exit_code_127" not in reading.signatures(line)
