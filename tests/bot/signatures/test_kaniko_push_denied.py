"""kaniko_push_denied: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'error checking push permissions -- make sure you entered the correct tag name, and that you are authenticated correctly, and try again: checking push permission for "registry.example.com/shop/api:1": POST https://registry.example.com/v2/shop/api/blobs/uploads/: DENIED: requested access to the resource is denied',
]
SILENT = [
    "error pushing image: failed to push to destination",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"kaniko_push_denied"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "kaniko_push_denied" not in reading.signatures(line)
