"""daemon_silent: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'error during connect: Get "http://10.20.0.9:2375/v1.24/info": dial tcp 10.20.0.9:2375: i/o timeout',
    'error during connect: Get "https://docker:2376/v1.24/info": net/http: TLS handshake timeout',
]
SILENT = [
    'Get "https://registry.example.com/v2/": net/http: TLS handshake timeout',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"daemon_silent"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "daemon_silent" not in reading.signatures(line)
