"""network_connect_timeout: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "curl: (28) Failed to connect to pkg.example.com port 443: Connection timed out",
    "npm ERR! network timeout at: https://npm.example.com ETIMEDOUT",
    "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='pypi.example.com', port=443): Read timed out.",
]
SILENT = [
    "test_connect_timed_out_is_retried PASSED",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_connect_timeout"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_connect_timeout" not in reading.signatures(line)
