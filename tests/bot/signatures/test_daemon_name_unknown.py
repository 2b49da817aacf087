"""daemon_name_unknown: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'error during connect: Get "http://docker:2375/v1.50/version": dial tcp: lookup docker on 10.0.2.3:53: no such host',
    'error during connect: Post "http://docker:2375/v1.24/auth": dial tcp: lookup docker: Try again',
]
SILENT = [
    "dial tcp: lookup registry-1.docker.io on 10.0.2.3:53: no such host",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"daemon_name_unknown"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "daemon_name_unknown" not in reading.signatures(line)
