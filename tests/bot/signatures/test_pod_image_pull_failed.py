"""pod_image_pull_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'ERROR: Job failed: prepare environment: waiting for pod running: pulling image "shop/builder:9": image pull failed: Back-off pulling image "shop/builder:9"',
]
SILENT = [
    "Pulling docker image docker:27 ...",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"pod_image_pull_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "pod_image_pull_failed" not in reading.signatures(line)
