"""oom_killed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Killed",
    "#12 88.1 Killed",
    "subprocess exited on killed",
    "c++: fatal error: Killed signal terminated program cc1plus",
]
SILENT = [
    "Killed 3 mutants",
    "1 process killed by user",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"oom_killed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "oom_killed" not in reading.signatures(line)
