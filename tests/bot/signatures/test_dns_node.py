"""dns_node: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "npm ERR! request to https://npm.example.com/react failed, reason: getaddrinfo ENOTFOUND npm.example.com",
    "#9 3.3 npm error code EAI_AGAIN",
]
SILENT = [
    "npm ERR! code ELIFECYCLE",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dns_node"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dns_node" not in reading.signatures(line)
