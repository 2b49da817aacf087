"""dns_apt: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "#6 4.1   Temporary failure resolving 'deb.debian.org'",
    "E: Failed to fetch http://deb.example.com/x.deb  Could not resolve 'deb.example.com'",
]
SILENT = [
    "RollupError: Could not resolve './Basket.vue' from 'src/App.vue'",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dns_apt"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dns_apt" not in reading.signatures(line)
