"""target_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'ERROR: failed to solve: target stage "prod" could not be found',
    "Error response from daemon: failed to reach build target prod in Dockerfile",
    "error building image: finding target build stage: prod is not a valid target build stage",
    'Error: building at STEP: the target "prod" was not found in the provided Dockerfile',
]
SILENT = [
    "make: *** No rule to make target 'all'.  Stop.",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"target_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "target_missing" not in reading.signatures(line)
