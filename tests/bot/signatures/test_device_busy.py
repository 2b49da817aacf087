"""device_busy: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "error creating overlay mount to /var/lib/docker/overlay2/209a/merged: device or resource busy",
    "Error response from daemon: unlinkat /var/lib/docker/containers/x/shm: device or resource busy",
]
SILENT = [
    "line is busy",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"device_busy"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "device_busy" not in reading.signatures(line)
