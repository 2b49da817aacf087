"""command_not_found: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "/bin/sh: eval: line 123: docker: not found",
    "bash: line 142: docker: command not found",
    "/scripts-7-42/step_script: line 150: docker: command not found",
]
SILENT = [
    "#9 0.2 /bin/sh: docker: not found",
    "make: docker: No such file or directory",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"command_not_found"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "command_not_found" not in reading.signatures(line)
