"""registry_forbidden: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: failed to push registry.example.com/shop/api:1: unexpected status from HEAD request to https://registry.example.com/v2/shop/api/blobs/sha256:ab: 403 Forbidden",
]
SILENT = [
    "curl: (22) The requested URL returned error: 403",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_forbidden"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_forbidden" not in reading.signatures(line)
