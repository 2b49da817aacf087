"""disk_apt: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "E: You don't have enough free space in /var/cache/apt/archives/.",
]
SILENT = [
    "After this operation, 91.2 MB of additional disk space will be used.",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"disk_apt"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "disk_apt" not in reading.signatures(line)
