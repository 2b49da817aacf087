"""too_many_requests: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "received unexpected HTTP status: 429 Too Many Requests",
    "ERROR: failed to solve: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry.example.com/v2/x: 429 Too Many Requests - Server message: toomanyrequest",
]
SILENT = [
    "429 tests passed",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"too_many_requests"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "too_many_requests" not in reading.signatures(line)
