"""daemon_api_version: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error response from daemon: client version 1.52 is too new. Maximum supported API version is 1.41",
    "Error response from daemon: client version 1.22 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version",
]
SILENT = [
    "Client: Docker Engine - Community",
    " API version:       1.50 (downgraded from 1.52)",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"daemon_api_version"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "daemon_api_version" not in reading.signatures(line)
