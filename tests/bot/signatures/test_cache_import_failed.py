"""cache_import_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    " => ERROR importing cache manifest from docker.io/library/nginx:alpine",
    "ERROR: failed to solve: failed to configure registry cache importer: registry.example.com/shop/cache:1: not found",
]
SILENT = [
    "#5 [internal] load build context",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"cache_import_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "cache_import_failed" not in reading.signatures(line)
