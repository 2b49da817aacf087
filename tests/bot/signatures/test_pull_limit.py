"""pull_limit: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error response from daemon: toomanyrequests: You have reached your pull rate limit.",
    '[ERROR]       "code": "TOOMANYREQUESTS",',
]
SILENT = [
    "received unexpected HTTP status: 429 Too Many Requests",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"pull_limit"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "pull_limit" not in reading.signatures(line)
