"""flag_unknown: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "unknown flag: --squash-all",
    "unknown shorthand flag: '–' in –-no-cache",
    '"docker build" requires exactly 1 argument.',
    "flag needs an argument: 'p' in -p",
    "docker: 'buildx' is not a docker command.",
]
SILENT = [
    "git: 'lfs' is not a git command.",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"flag_unknown"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "flag_unknown" not in reading.signatures(line)
