"""container_name_taken: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'docker: Error response from daemon: Conflict. The container name "/db" is already in use by container "0123456789ab". You have to remove (or rename) that container to be able to reuse that name.',
]
SILENT = [
    "Error: No such container: db",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"container_name_taken"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "container_name_taken" not in reading.signatures(line)
