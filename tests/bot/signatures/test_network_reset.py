"""network_reset: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "read tcp 10.1.0.9:44210->10.2.0.3:443: read: connection reset by peer",
    "npm ERR! network read ECONNRESET",
]
SILENT = [
    "passwords reset",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_reset"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_reset" not in reading.signatures(line)
