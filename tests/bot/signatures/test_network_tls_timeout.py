"""network_tls_timeout: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
]
SILENT = [
    "tls: handshake failure",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_tls_timeout"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_tls_timeout" not in reading.signatures(line)
