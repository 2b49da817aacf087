"""daemon_refused: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "connect ECONNREFUSED 172.17.0.3:2375",
    'error during connect: Post "http://172.17.0.3:2375/v1.41/auth": dial tcp 172.17.0.3:2375: connect: connection refused',
    "dial unix /var/run/docker.sock: connect: no such file or directory",
]
SILENT = [
    "dial tcp 10.1.2.3:443: connect: connection refused",
    "connect ECONNREFUSED 127.0.0.1:5432",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"daemon_refused"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "daemon_refused" not in reading.signatures(line)
