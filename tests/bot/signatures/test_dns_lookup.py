"""dns_lookup: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.2.3:53: no such host',
    "dial tcp: lookup modules.example.com on 10.43.0.10:53: server misbehaving",
    "dial tcp: lookup quay.io on 127.0.0.11:53: read udp 127.0.0.1:4242->127.0.0.11:53: i/o timeout",
]
SILENT = [
    "lookup table loaded",
    "dial tcp 10.1.2.3:443: i/o timeout",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dns_lookup"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dns_lookup" not in reading.signatures(line)
