"""docker_certificates_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Failed to initialize: unable to resolve docker endpoint: open /certs/client/ca.pem: no such file or directory",
    'could not read CA certificate "/certs/client/ca.pem": open /certs/client/ca.pem: no such file or directory',
]
SILENT = [
    "open /app/ca.pem: no such file or directory",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"docker_certificates_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "docker_certificates_missing" not in reading.signatures(line)
