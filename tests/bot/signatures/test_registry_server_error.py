"""registry_server_error: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "received unexpected HTTP status: 503 Service Unavailable",
    "ERROR: failed to solve: failed to copy: unexpected status from PUT request to https://registry.example.com/v2/shop/api/blobs/uploads/1: 502 Bad Gateway",
    "Error: writing manifest: uploading manifest 1 to registry.example.com/shop/api: received unexpected HTTP status: 500 Internal Server Error",
]
SILENT = [
    "GET /health 503 2ms",
    "received unexpected HTTP status: 429 Too Many Requests",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_server_error"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_server_error" not in reading.signatures(line)
