"""driver_cannot: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Multi-platform build is not supported for the docker driver.",
    "ERROR: docker exporter does not currently support exporting manifest lists",
]
SILENT = [
    "Cache export is supported",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"driver_cannot"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "driver_cannot" not in reading.signatures(line)
