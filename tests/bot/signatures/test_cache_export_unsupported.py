"""cache_export_unsupported: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Cache export is not supported for the docker driver.",
    "ERROR: cache export feature is currently not supported for docker driver. Please switch to a different driver",
]
SILENT = [
    "#18 exporting cache",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"cache_export_unsupported"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "cache_export_unsupported" not in reading.signatures(line)
