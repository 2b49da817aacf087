"""context_canceled: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "context canceled",
    "ERROR: failed to solve: Canceled: context canceled",
    "ERROR: failed to solve: rpc error: code = Canceled desc = context canceled",
]
SILENT = [
    "#5 CANCELED",
    "ERRO[0061] error waiting for container: context canceled",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"context_canceled"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "context_canceled" not in reading.signatures(line)
