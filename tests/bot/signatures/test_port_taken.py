"""port_taken: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "docker: Error response from daemon: driver failed programming external connectivity on endpoint db (0d): Bind for 0.0.0.0:5432 failed: port is already allocated.",
]
SILENT = [
    "Listening on port 8080",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"port_taken"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "port_taken" not in reading.signatures(line)
