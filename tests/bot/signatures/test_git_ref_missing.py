"""git_ref_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "fatal: couldn't find remote ref refs/pipelines/1234",
    "fatal: reference is not a tree: 1f2e3d",
]
SILENT = [
    "fatal: not a git repository",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"git_ref_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "git_ref_missing" not in reading.signatures(line)
