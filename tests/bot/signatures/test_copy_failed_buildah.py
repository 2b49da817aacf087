"""copy_failed_buildah: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error: building at STEP "COPY missing-dir/config.yaml /etc/app.yaml": checking on sources under "/builds/shop/docs": copier: stat: "/missing-dir/config.yaml": no such file or directory',
]
SILENT = [
    'Error: building at STEP "RUN make": exit status 2',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"copy_failed_buildah"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "copy_failed_buildah" not in reading.signatures(line)
