"""pull_access_denied: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error response from daemon: pull access denied for base, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
]
SILENT = [
    "denied: requested access to the resource is denied",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"pull_access_denied"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "pull_access_denied" not in reading.signatures(line)
