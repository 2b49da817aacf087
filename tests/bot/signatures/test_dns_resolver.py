"""dns_resolver: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "socket.gaierror: [Errno -2] Name or service not known",
    "#9 1.2 ping: bad.example: Temporary failure in name resolution",
]
SILENT = [
    "resolving dependencies",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dns_resolver"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dns_resolver" not in reading.signatures(line)
