"""dns_curl: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "curl: (6) Could not resolve host: pkg.example.com",
    "wget: unable to resolve host address 'files.example.com'",
    "fatal: unable to access 'https://gitlab.example.com/x.git/': Could not resolve host: gitlab.example.com",
]
SILENT = [
    'Could not resolve "./Basket.vue" from "src/App.vue"',
    "Could not resolve dependencies for project",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dns_curl"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dns_curl" not in reading.signatures(line)
