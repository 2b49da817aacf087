"""registry_denied: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "denied: requested access to the resource is denied",
    "error pushing image: DENIED: access forbidden",
    "Error: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in registry.example.com: denied: access forbidden",
]
SILENT = [
    "bash: ./run.sh: Permission denied",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_denied"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_denied" not in reading.signatures(line)
