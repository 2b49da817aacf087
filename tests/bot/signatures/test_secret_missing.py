"""secret_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: secret npm_token: not found",
    "ERROR: failed to solve: failed to build LLB: unset ssh forward key default",
]
SILENT = [
    "client_secret is set",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"secret_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "secret_missing" not in reading.signatures(line)
