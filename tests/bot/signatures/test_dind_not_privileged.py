"""dind_not_privileged: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "mount: permission denied (are you root?)",
    "mount: /sys/kernel/security: permission denied.",
    "2024-03-01T10:00:00.000000000Z Could not mount /sys/kernel/security.",
]
SILENT = [
    "cp: can't create '/etc/x': Permission denied",
    "mount: /mnt: special device /dev/sdb does not exist.",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dind_not_privileged"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dind_not_privileged" not in reading.signatures(line)
