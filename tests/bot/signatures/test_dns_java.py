"""dns_java: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Caused by: java.net.UnknownHostException: repo.example.com",
    "[ERROR] Could not transfer artifact org.example:parent:pom:1 from/to central (https://repo.example.com): Unknown host repo.example.com",
]
SILENT = [
    "java.lang.NullPointerException",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dns_java"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dns_java" not in reading.signatures(line)
