"""manifest_unknown: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error response from daemon: manifest for registry.example.com/shop/api/cache:latest not found: manifest unknown: manifest unknown",
    "error building image: GET https://registry.example.com/v2/shop/x/manifests/1.0: MANIFEST_UNKNOWN: manifest unknown; map[Tag:1.0]",
]
SILENT = [
    "ERROR: failed to solve: target stage prod could not be found",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"manifest_unknown"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "manifest_unknown" not in reading.signatures(line)
