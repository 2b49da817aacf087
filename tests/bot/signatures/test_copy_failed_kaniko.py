"""copy_failed_kaniko: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "error building image: error building stage: failed to optimize instructions: failed to get files used from context: failed to get fileinfo for /builds/shop/docs/missing-dir/config.yaml: lstat /builds/shop/docs/missing-dir/config.yaml: no such file or directory",
]
SILENT = [
    "error building image: error building stage: failed to execute command: waiting for process to exit: exit status 2",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"copy_failed_kaniko"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "copy_failed_kaniko" not in reading.signatures(line)
