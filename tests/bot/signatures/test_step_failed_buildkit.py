"""step_failed_buildkit: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'ERROR: failed to solve: process "/bin/sh -c npm install" did not complete successfully: exit code: 1',
    "#10 ERROR: executor failed running [/bin/sh -c make]: exit code: 2",
]
SILENT = [
    'ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 137',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"step_failed_buildkit"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "step_failed_buildkit" not in reading.signatures(line)
