"""Jobs that share an engine."""

import pytest

from tests.bot.lint.projects import CERTS, DOCKER, SOCKET, runner

RULE = "concurrency-on-shared-daemon"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("concurrent = 4\n" + DOCKER + SOCKET, [5]),
        ("concurrent = 2\n" + DOCKER.replace("  executor", "  limit = 3\n  executor") + SOCKET, [3]),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "concurrent = 1\n" + DOCKER + SOCKET,
        "concurrent = 4\n" + DOCKER + CERTS,
        "concurrent = 4\n" + DOCKER.replace("  executor", "  limit = 1\n  executor") + SOCKET,
        DOCKER + SOCKET,
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []
