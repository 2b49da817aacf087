"""network_eof: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error: writing blob: storing blob to file "/var/tmp/storage1/1": happened during read: unexpected EOF',
    'Get "https://registry.example.com/v2/": EOF',
    "fatal: early EOF",
]
SILENT = [
    "syntax error: unexpected EOF while looking for matching `\"'",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_eof"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_eof" not in reading.signatures(line)
