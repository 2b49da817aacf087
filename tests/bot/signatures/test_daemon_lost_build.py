"""daemon_lost_build: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
    "failed to solve: rpc error: code = Unavailable desc = transport is closing",
    "ERROR: failed to solve: frontend grpc server closed unexpectedly",
]
SILENT = [
    "rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0",
    'ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"daemon_lost_build"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "daemon_lost_build" not in reading.signatures(line)
