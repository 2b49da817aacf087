"""oom_java: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
    "# There is insufficient memory for the Java Runtime Environment to continue.",
]
SILENT = [
    "java.lang.NullPointerException",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"oom_java"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "oom_java" not in reading.signatures(line)
