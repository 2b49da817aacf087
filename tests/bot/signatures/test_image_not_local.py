"""image_not_local: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "An image does not exist locally with the tag: registry.example.com/shop/api",
    "Error response from daemon: No such image: shop/api:1",
    "Error: shop/api:1: image not known",
]
SILENT = [
    "Unable to find image 'alpine:latest' locally",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"image_not_local"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "image_not_local" not in reading.signatures(line)
