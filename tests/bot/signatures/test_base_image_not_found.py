"""base_image_not_found: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "#3 ERROR: registry.example.com/shop/no-such-base:1.0: not found",
    "ERROR: failed to solve: registry.example.com/x:1: failed to resolve source metadata for registry.example.com/x:1: registry.example.com/x:1: not found",
    " => ERROR [internal] load metadata for docker.io/microsoft/aspnetcore:latest      3.0s",
]
SILENT = [
    '#9 ERROR: "/missing-dir/config.yaml" not found: not found',
    'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref a::b: "/x": not found',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"base_image_not_found"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "base_image_not_found" not in reading.signatures(line)
