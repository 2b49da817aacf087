"""step_failed_buildah: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error: building at STEP "RUN npm run build": exit status 1',
    'Error: building at STEP "RUN make": while running runtime: exit status 2',
]
SILENT = [
    'Error: building at STEP "COPY x /x": no such file',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"step_failed_buildah"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "step_failed_buildah" not in reading.signatures(line)
