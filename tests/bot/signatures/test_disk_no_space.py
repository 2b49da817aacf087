"""disk_no_space: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "write /var/lib/docker/tmp/x: no space left on device",
    "#9 0.749 dd: error writing 'b.bin': No space left on device",
    "failed to register layer: Error processing tar file(exit status 1): write /usr/a: no space left on device",
]
SILENT = [
    "ENOSPC: System limit for number of file watchers reached",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"disk_no_space"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "disk_no_space" not in reading.signatures(line)
