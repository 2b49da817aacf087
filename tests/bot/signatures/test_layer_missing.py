"""layer_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "failed to export image: failed to create image: failed to get layer sha256:0123: layer does not exist",
    "ERROR: failed to solve: failed to prepare sha256:ab as xyz: parent snapshot sha256:cd does not exist: not found",
]
SILENT = [
    "#5 sha256:ab 12MB / 12MB done",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"layer_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "layer_missing" not in reading.signatures(line)
