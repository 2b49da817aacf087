"""credential_helper_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'error getting credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH, out: ``',
]
SILENT = [
    "WARNING! Your credentials are stored unencrypted in '/home/ci/.docker/config.json'.",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"credential_helper_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "credential_helper_failed" not in reading.signatures(line)
