"""network_proxy: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": proxyconnect tcp: dial tcp 10.0.0.8:3128: connect: connection refused',
    "curl: (56) Received HTTP code 403 from proxy after CONNECT",
]
SILENT = [
    "proxy_pass http://app;",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_proxy"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_proxy" not in reading.signatures(line)
