"""dind_network_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'failed to start daemon: Error initializing network controller: error creating default "bridge" network: Failed to Setup IP tables: Unable to enable NAT rule',
]
SILENT = [
    "network bridge not found",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"dind_network_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "dind_network_failed" not in reading.signatures(line)
