"""cgroup_mountpoint_missing: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "docker: Error response from daemon: cgroups: cgroup mountpoint does not exist: unknown.",
]
SILENT = [
    "cgroups: cannot found cgroup mount destination: unknown",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"cgroup_mountpoint_missing"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "cgroup_mountpoint_missing" not in reading.signatures(line)
