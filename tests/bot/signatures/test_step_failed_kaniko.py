"""step_failed_kaniko: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "error building image: error building stage: failed to execute command: waiting for process to exit: exit status 2",
]
SILENT = [
    "error building image: parsing dockerfile: dockerfile parse error on line 4",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"step_failed_kaniko"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "step_failed_kaniko" not in reading.signatures(line)
