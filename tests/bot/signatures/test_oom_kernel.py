"""oom_kernel: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "command terminated with exit code 137: OOMKilled",
    "[ 42.1] Out of memory: Killed process 4242 (node) total-vm:9000000kB",
]
SILENT = [
    "MemoryError",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"oom_kernel"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "oom_kernel" not in reading.signatures(line)
