"""user_namespace_denied: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "cannot clone: Operation not permitted",
    "Error during unshare(CLONE_NEWUSER): Operation not permitted",
    "[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: operation not permitted",
    "newuidmap: write to uid_map failed: Operation not permitted",
]
SILENT = [
    "rm: cannot remove '/x': Operation not permitted",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"user_namespace_denied"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "user_namespace_denied" not in reading.signatures(line)
