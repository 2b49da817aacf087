"""daemon_behind_proxy: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'error during connect: Get "http://docker:2375/v1.24/info": Service Unavailable',
    'error during connect: Get "https://docker:2376/v1.24/info": proxyconnect tcp: dial tcp 10.0.0.8:3128: connect: connection refused',
]
SILENT = [
    "received unexpected HTTP status: 503 Service Unavailable",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"daemon_behind_proxy"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "daemon_behind_proxy" not in reading.signatures(line)
