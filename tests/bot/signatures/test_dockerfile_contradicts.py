"""dockerfile_contradicts: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: base name (${BASE}) should not be blank",
    "Error response from daemon: No build stage in current context",
    "ERROR: failed to solve: circular dependency detected on stage: a",
]
SILENT = [
    '"docker build" requires exactly 1 argument.',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dockerfile_contradicts"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dockerfile_contradicts" not in reading.signatures(line)
