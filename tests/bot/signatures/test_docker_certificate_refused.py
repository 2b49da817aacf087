"""docker_certificate_refused: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'error during connect: Get "https://docker:2376/v1.24/version": x509: certificate signed by unknown authority',
    'error during connect: Get "https://docker:2376/v1.41/info": remote error: tls: bad certificate',
]
SILENT = [
    'Get "https://registry.example.com/v2/": x509: certificate signed by unknown authority',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"docker_certificate_refused"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "docker_certificate_refused" not in reading.signatures(line)
