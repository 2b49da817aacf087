"""registry_x509: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error response from daemon: Get "https://registry.example.com/v2/": x509: certificate signed by unknown authority',
    "ERROR: failed to solve: failed to push: tls: failed to verify certificate: x509: certificate has expired or is not yet valid",
]
SILENT = [
    "openssl x509 -in cert.pem",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_x509"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_x509" not in reading.signatures(line)
