"""push_access_denied: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: failed to push registry.example.com/shop/api:1: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
]
SILENT = [
    "pull access denied for shop/api",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"push_access_denied"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "push_access_denied" not in reading.signatures(line)
