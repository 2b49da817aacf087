"""service_not_started: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "*** WARNING: Service runner-abc-project-1-concurrent-0-0123456789abcdef-docker-0 probably didn't start properly.",
    'service "runner-abc-project-1-concurrent-0-docker-0-wait-for-service" timeout',
    "Error response from daemon: Cannot link to a non running container: /runner-324fb482-project-159-concurrent-0-db-0 AS /runner-wait-for-service/service",
]
SILENT = [
    "Waiting for services to be up and running (timeout 30 seconds)...",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"service_not_started"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "service_not_started" not in reading.signatures(line)
