"""user_unknown: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "unable to find user app: no matching entries in passwd file",
    "executor failed running [/bin/sh -c true]: unable to find user app: invalid argument",
]
SILENT = [
    "su: user app does not exist",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"user_unknown"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "user_unknown" not in reading.signatures(line)
