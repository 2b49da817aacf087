"""exec_format: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'standard_init_linux.go:211: exec user process caused "exec format error"',
    "#7 0.3 exec /bin/sh: exec format error",
]
SILENT = [
    "date format error",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"exec_format"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "exec_format" not in reading.signatures(line)
