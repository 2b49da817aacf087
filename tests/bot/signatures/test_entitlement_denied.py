"""entitlement_denied: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: granting entitlement security.insecure is not allowed by build daemon configuration",
]
SILENT = [
    "ERROR: failed to solve: failed to read dockerfile",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"entitlement_denied"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "entitlement_denied" not in reading.signatures(line)
