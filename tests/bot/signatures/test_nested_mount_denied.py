"""nested_mount_denied: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error: mount /var/lib/containers/storage/overlay:/var/lib/containers/storage/overlay, flags: 0x1000: permission denied",
    'runc run failed: unable to start container process: error during container init: error mounting "proc" to rootfs at "/proc": mount src=proc: operation not permitted',
    "fuse: device not found, try 'modprobe fuse' first",
]
SILENT = [
    "chown: /data: Operation not permitted",
    "mounting overlay failed: device or resource busy",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"nested_mount_denied"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "nested_mount_denied" not in reading.signatures(line)
