"""network_refused: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error response from daemon: Get "https://registry.example.com/v2/": dial tcp 10.1.2.3:443: connect: connection refused',
    "curl: (7) Failed to connect to localhost port 8080 after 0 ms: Connection refused",
]
SILENT = [
    "connection refused by user",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_refused"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_refused" not in reading.signatures(line)
