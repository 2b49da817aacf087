"""oom_node: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
    "#15 436.7 The build failed because the process exited too early. This probably means the system ran out of memory or someone called `kill -9` on the process.",
]
SILENT = [
    "heap snapshot written",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"oom_node"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "oom_node" not in reading.signatures(line)
