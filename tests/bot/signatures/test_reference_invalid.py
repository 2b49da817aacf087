"""reference_invalid: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'invalid argument "registry.example.com/Shop/Docs:latest" for "-t, --tag" flag: invalid reference format: repository name must be lowercase',
    'ERROR: invalid tag "registry.example.com/shop/docs:feature/cart": invalid reference format',
    "docker: invalid reference format.",
]
SILENT = [
    "invalid date format",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"reference_invalid"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "reference_invalid" not in reading.signatures(line)
