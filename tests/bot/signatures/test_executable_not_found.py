"""executable_not_found: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'docker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "bash": executable file not found in $PATH: unknown.',
    "exec /docker-entrypoint.sh: no such file or directory",
]
SILENT = [
    "sh: docker: not found",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"executable_not_found"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "executable_not_found" not in reading.signatures(line)
