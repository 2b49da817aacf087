"""build_failed_otherwise: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: executor failed running [/bin/sh -c true]: network bridge not found",
    "Error response from daemon: something new",
]
SILENT = [
    "Error: Cannot find module 'x'",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"build_failed_otherwise"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "build_failed_otherwise" not in reading.signatures(line)
