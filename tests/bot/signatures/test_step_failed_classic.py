"""step_failed_classic: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "The command '/bin/sh -c npm run build' returned a non-zero code: 1",
]
SILENT = [
    "The command '/bin/sh -c npm install' returned a non-zero code: 137",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"step_failed_classic"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "step_failed_classic" not in reading.signatures(line)
