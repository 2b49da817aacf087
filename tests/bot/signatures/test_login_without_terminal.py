"""login_without_terminal: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error: Cannot perform an interactive login from a non TTY device",
    "Error: Cannot perform an interactive login from a non-TTY device",
]
SILENT = [
    "the input device is not a TTY",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"login_without_terminal"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "login_without_terminal" not in reading.signatures(line)
