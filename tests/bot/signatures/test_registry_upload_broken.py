"""registry_upload_broken: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "Error: writing blob: uploading layer chunked: blob upload unknown: blob upload unknown to registry",
    "error pushing image: failed to push to destination registry.example.com/shop/api:1: PUT https://registry.example.com/v2/: BLOB_UPLOAD_UNKNOWN: blob upload unknown to registry",
    "unknown blob",
]
SILENT = [
    "unknown flag: --blob",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_upload_broken"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_upload_broken" not in reading.signatures(line)
