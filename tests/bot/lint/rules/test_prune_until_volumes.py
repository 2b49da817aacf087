"""until with --volumes."""

import pytest

from tests.bot.lint.projects import ci, job

RULE = "prune-until-volumes"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker system prune -af --volumes --filter until=24h"), [3]),
        (job('docker system prune --volumes --filter="until=1h"'), [3]),
        (job("docker volume prune -f --filter until=1h"), [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker system prune -af --filter until=24h"),
        job("docker system prune -af --volumes"),
        job("docker system prune --volumes --filter label=x"),
        job("docker image prune -a --filter until=1h"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
