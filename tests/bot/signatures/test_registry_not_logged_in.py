"""registry_not_logged_in: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error response from daemon: Head "https://registry.example.com/v2/shop/api/manifests/1": no basic auth credentials',
]
SILENT = [
    "Login Succeeded",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_not_logged_in"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_not_logged_in" not in reading.signatures(line)
