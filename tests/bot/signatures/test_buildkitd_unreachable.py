"""buildkitd_unreachable: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "could not connect to unix:///run/user/1000/buildkit/buildkitd.sock after 10 trials",
    "ERROR: failed to initialize builder ci (ci0): error getting info",
    "error: failed to list workers: Unavailable: connection error",
]
SILENT = [
    "#1 [internal] booting buildkit",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"buildkitd_unreachable"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "buildkitd_unreachable" not in reading.signatures(line)
