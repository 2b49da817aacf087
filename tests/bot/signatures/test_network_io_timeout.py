"""network_io_timeout: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "FATA[0020] Error response from daemon: Get https://quay.io/v1/_ping: dial tcp: i/o timeout.",
]
SILENT = [
    "test_io_timeout PASSED",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_io_timeout"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_io_timeout" not in reading.signatures(line)
