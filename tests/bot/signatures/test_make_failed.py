"""make_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "make[1]: *** [Makefile:98: build-image] Error 1",
    "make: *** [image] Error 2",
]
SILENT = [
    "make: *** [Makefile:3: all] Error 137",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"make_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "make_failed" not in reading.signatures(line)
