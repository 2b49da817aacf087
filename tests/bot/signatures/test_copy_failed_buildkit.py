"""copy_failed_buildkit: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'failed to compute cache key: "/missing-dir/config.yaml" not found: not found',
    'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref a::b: "/docker-entrypoint.sh": not found',
    " => ERROR [stage-1 5/9] COPY --from=builder /app/build/ex  0.0s",
]
SILENT = [
    "#3 ERROR: registry.example.com/shop/no-such-base:1.0: not found",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"copy_failed_buildkit"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "copy_failed_buildkit" not in reading.signatures(line)
