"""copy_stage_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "COPY failed: invalid from flag value bulder: pull access denied for bulder, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    "invalid from flag value 7: refers to current build stage",
]
SILENT = [
    'invalid argument "x" for "-f" flag',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"copy_stage_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "copy_stage_missing" not in reading.signatures(line)
