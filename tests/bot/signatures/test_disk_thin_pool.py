"""disk_thin_pool: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "devmapper: Thin Pool has 1235 free data blocks which is less than minimum required 1597 free data blocks. Create more free space in thin pool",
]
SILENT = [
    "thread pool has 4 free workers",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"disk_thin_pool"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "disk_thin_pool" not in reading.signatures(line)
