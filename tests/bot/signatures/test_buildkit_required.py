"""buildkit_required: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled",
]
SILENT = [
    "BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"buildkit_required"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "buildkit_required" not in reading.signatures(line)
