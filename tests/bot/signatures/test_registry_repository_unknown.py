"""registry_repository_unknown: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error: initializing source docker://registry.example.com/shop/none:1: reading manifest 1 in registry.example.com/shop/none: name unknown: repository name not known to registry",
]
SILENT = [
    "username unknown to us",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_repository_unknown"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_repository_unknown" not in reading.signatures(line)
