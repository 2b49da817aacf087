"""dockerfile_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat /builds/shop/api/Dockerfile: no such file or directory",
    "ERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory",
    "Error: no Containerfile or Dockerfile specified or found in context directory, /builds/shop/api: stat /builds/shop/api/Dockerfile: no such file or directory",
]
SILENT = [
    "cat: Dockerfile.bak: No such file or directory",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dockerfile_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dockerfile_missing" not in reading.signatures(line)
