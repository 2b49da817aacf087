"""docker_plain_client: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: Error response from daemon: Client sent an HTTP request to an HTTPS server.",
]
SILENT = [
    "http: server gave HTTP response to HTTPS client",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"docker_plain_client"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "docker_plain_client" not in reading.signatures(line)
