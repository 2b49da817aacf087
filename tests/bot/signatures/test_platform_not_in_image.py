"""platform_not_in_image: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "ERROR: failed to solve: alpine:3.18: no match for platform in manifest: not found",
    "Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries",
]
SILENT = [
    "no match for pattern",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"platform_not_in_image"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "platform_not_in_image" not in reading.signatures(line)
