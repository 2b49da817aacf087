"""registry_tls_handshake: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Head "https://hub.example.com:5064/v2/library/ruby/manifests/9.9": tls: first record does not look like a TLS handshake',
    "remote error: tls: handshake failure",
]
SILENT = [
    "net/http: TLS handshake timeout",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_tls_handshake"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_tls_handshake" not in reading.signatures(line)
