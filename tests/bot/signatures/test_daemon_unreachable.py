"""daemon_unreachable: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Cannot connect to the Docker daemon at tcp://docker:2375. Is the docker daemon running?",
    "failed to dial gRPC: cannot connect to the Docker daemon. Is 'docker daemon' running on this host?",
    "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
]
SILENT = [
    "Waiting for the Docker daemon to start",
    "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"daemon_unreachable"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "daemon_unreachable" not in reading.signatures(line)
