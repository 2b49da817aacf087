"""git_server_error: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "fatal: unable to access 'https://gitlab.example.com/shop/api.git/': The requested URL returned error: 502",
    "error: RPC failed; HTTP 504 curl 22 The requested URL returned error: 504",
]
SILENT = [
    "fatal: couldn't find remote ref refs/heads/x",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"git_server_error"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "git_server_error" not in reading.signatures(line)
