"""compose_dependency_unhealthy: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "dependency failed to start: container app-db-1 is unhealthy",
    "dependency failed to start: container app-db-1 exited (1)",
]
SILENT = [
    "HEALTHCHECK --interval=30s CMD curl -f http://localhost/ || exit 1",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"compose_dependency_unhealthy"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "compose_dependency_unhealthy" not in reading.signatures(line)
