"""dockerfile_invalid: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: dockerfile parse error on line 5: unknown instruction: WORKDRI (did you mean WORKDIR?)",
    "Error response from daemon: dockerfile parse error line 2: unknown instruction: WORKDRI",
    'ERROR: failed to solve: failed to parse stage name "x:": invalid reference format',
]
SILENT = [
    "main.go:3: syntax error",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dockerfile_invalid"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dockerfile_invalid" not in reading.signatures(line)
