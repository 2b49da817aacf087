"""dns_busybox: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "wget: bad address 'files.example.com'",
    "#5 0.5 WARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v3.20/main: DNS: transient error (try again later)",
]
SILENT = [
    "bad address 0x0",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dns_busybox"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dns_busybox" not in reading.signatures(line)
