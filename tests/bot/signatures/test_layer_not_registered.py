"""layer_not_registered: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "failed to register layer: lchown /usr/bin/x: invalid argument",
]
SILENT = [
    "registered layer",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"layer_not_registered"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "layer_not_registered" not in reading.signatures(line)
