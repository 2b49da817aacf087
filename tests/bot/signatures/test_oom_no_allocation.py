"""oom_no_allocation: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "fork: Cannot allocate memory",
    "virtual memory exhausted: Cannot allocate memory",
    "terminate called after throwing an instance of 'std::bad_alloc'",
]
SILENT = [
    "allocated 12 MB of memory",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"oom_no_allocation"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "oom_no_allocation" not in reading.signatures(line)
