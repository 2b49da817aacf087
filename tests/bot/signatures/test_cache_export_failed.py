"""cache_export_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: error writing layer blob: failed to copy: failed to do request",
    "ERROR: failed to solve: failed to configure registry cache exporter: ref is required",
]
SILENT = [
    "#18 exporting cache",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"cache_export_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "cache_export_failed" not in reading.signatures(line)
