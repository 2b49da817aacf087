"""git_access_denied: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "fatal: unable to access 'https://gitlab.example.com/shop/lib.git/': The requested URL returned error: 403",
    "fatal: could not read Username for 'https://gitlab.example.com': No such device or address",
]
SILENT = [
    "fatal: unable to access 'https://gitlab.example.com/shop/api.git/': The requested URL returned error: 502",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"git_access_denied"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "git_access_denied" not in reading.signatures(line)
