"""registry_plain_http: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'ERROR: failed to do request: Head "https://registry.example.com:5050/v2/x/manifests/1": http: server gave HTTP response to HTTPS client',
]
SILENT = [
    "Client sent an HTTP request to an HTTPS server.",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_plain_http"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_plain_http" not in reading.signatures(line)
