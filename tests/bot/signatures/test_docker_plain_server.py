"""docker_plain_server: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'error during connect: Get "https://docker:2385/v1.50/info": http: server gave HTTP response to HTTPS client',
]
SILENT = [
    'Get "https://registry.example.com:5000/v2/": http: server gave HTTP response to HTTPS client',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"docker_plain_server"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "docker_plain_server" not in reading.signatures(line)
