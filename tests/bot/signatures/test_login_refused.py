"""login_refused: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error response from daemon: login attempt to http://registry.example.com/v2/ failed with status: 401 Unauthorized",
    'Error: logging into "registry.example.com": invalid username/password',
    'Error response from daemon: Get "https://registry.example.com/v2/": unauthorized: HTTP Basic: Access denied',
]
SILENT = [
    "Login Succeeded",
    'Error response from daemon: Get "https://registry.example.com/v2/": x509: certificate signed by unknown authority',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"login_refused"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "login_refused" not in reading.signatures(line)
