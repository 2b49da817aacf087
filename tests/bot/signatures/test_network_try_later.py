"""network_try_later: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "WARNING: Ignoring https://dl-cdn.alpinelinux.org/alpine/v3.18/main: temporary error (try again later)",
]
SILENT = [
    "ERROR: unable to select packages:",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_try_later"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_try_later" not in reading.signatures(line)
