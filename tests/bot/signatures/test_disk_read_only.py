"""disk_read_only: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "mkdir: cannot create directory '/data': Read-only file system",
]
SILENT = [
    "read-only token",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"disk_read_only"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "disk_read_only" not in reading.signatures(line)
