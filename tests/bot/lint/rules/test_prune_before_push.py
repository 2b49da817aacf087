"""prune -a before the push."""

import pytest

from tests.bot.lint.projects import ci, job

RULE = "prune-before-push"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker build -t x .", "docker image prune -af", "docker push x"), [4]),
        (job("docker build -t x .", "docker system prune --all --force", "docker push x"), [4]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker build -t x .", "docker push x", "docker image prune -af"),
        job("docker build -t x .", "docker image prune -f", "docker push x"),
        job("docker image prune -af", "docker build -t x .", "docker push x"),
        job("docker build -t x .", "docker image prune -af --filter until=24h", "docker push x"),
        job("docker build -t x .", "docker image prune -a"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
