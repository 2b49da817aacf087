"""network_request_timeout: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error response from daemon: Get "https://registry.example.com/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    'Error response from daemon: Head "https://registry.example.com/v2/x/manifests/1": context deadline exceeded',
]
SILENT = [
    "context canceled",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"network_request_timeout"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "network_request_timeout" not in reading.signatures(line)
