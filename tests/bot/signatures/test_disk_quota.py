"""disk_quota: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "cp: error writing '/builds/x': Disk quota exceeded",
    "write /var/lib/docker/tmp/x: disk quota exceeded",
]
SILENT = [
    "quota of requests",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"disk_quota"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "disk_quota" not in reading.signatures(line)
