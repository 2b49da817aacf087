"""oom_exit_137: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "The command '/bin/sh -c npm install' returned a non-zero code: 137",
    'ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 137',
    "npm ERR! errno 137",
    "make: *** [Makefile:3: all] Error 137",
]
SILENT = [
    "The command '/bin/sh -c npm install' returned a non-zero code: 1",
    "exit code: 13",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"oom_exit_137"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "oom_exit_137" not in reading.signatures(line)
