"""builder_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'ERROR: no builder "ci" found',
    'context "remote" does not exist',
]
SILENT = [
    "builder ci removed",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"builder_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "builder_missing" not in reading.signatures(line)
