"""registry_token_expired: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "unauthorized: authentication required",
    "denied: Your authorization token has expired. Reauthenticate and try again.",
]
SILENT = [
    "denied: requested access to the resource is denied",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures("af684a167724: Pushed", line) == {"registry_token_expired"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_token_expired" not in reading.signatures("af684a167724: Pushed", line)
