"""overlay_mount_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "error creating overlay mount to /var/lib/docker/overlay2/26592218-init/merged: invalid argument",
    "Error response from daemon: readlink /var/lib/docker/overlay2/l: invalid argument",
]
SILENT = [
    "overlay2: storage driver",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"overlay_mount_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "overlay_mount_failed" not in reading.signatures(line)
