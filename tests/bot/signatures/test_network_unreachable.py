"""network_unreachable: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "dial tcp [2600:1f18::1]:443: connect: network is unreachable",
    "curl: (7) Failed to connect to 10.9.9.9 port 443: No route to host",
]
SILENT = [
    "route to host added",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_unreachable"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_unreachable" not in reading.signatures(line)
