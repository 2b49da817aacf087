"""bind_mount_failed: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'docker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/builds/shop/app.conf" to rootfs at "/etc/app.conf": not a directory: unknown',
    "Error response from daemon: error while creating mount source path '/builds': mkdir /builds: read-only file system",
]
SILENT = [
    'error mounting "proc" to rootfs at "/proc": operation not permitted',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"bind_mount_failed"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "bind_mount_failed" not in reading.signatures(line)
