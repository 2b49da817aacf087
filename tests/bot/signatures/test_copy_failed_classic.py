"""copy_failed_classic: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "COPY failed: file not found in build context or excluded by .dockerignore: stat missing-dir/config.yaml: file does not exist",
    "       STDERR: COPY failed: stat /var/lib/docker/tmp/docker-builder124447013/config.json: no such file or directory",
]
SILENT = [
    "cp: cannot stat 'x': No such file or directory",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"copy_failed_classic"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "copy_failed_classic" not in reading.signatures(line)
