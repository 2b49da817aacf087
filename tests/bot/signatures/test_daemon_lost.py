"""daemon_lost: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'error during connect: Post "http://docker:2375/v1.41/build": EOF',
    "docker: Error response from daemon: read unix @->@/containerd-shim/moby/d721/shim.sock: read: connection reset by peer: unknown.",
    "unexpected EOF",
]
SILENT = [
    "tar: Unexpected EOF in archive",
    "curl: (56) Recv failure: Connection reset by peer",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"daemon_lost"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "daemon_lost" not in reading.signatures(line)
