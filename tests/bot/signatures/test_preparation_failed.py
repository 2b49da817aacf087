"""preparation_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Preparation failed: adding cache volume: set volume permissions: running permission container",
]
SILENT = [
    "ERROR: Job failed: exit code 1",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"preparation_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "preparation_failed" not in reading.signatures(line)
