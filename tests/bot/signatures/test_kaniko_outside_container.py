"""kaniko_outside_container: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "kaniko should only be run inside of a container, run with the --force flag if you are sure you want to continue",
]
SILENT = [
    "kaniko build finished",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"kaniko_outside_container"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "kaniko_outside_container" not in reading.signatures(line)
