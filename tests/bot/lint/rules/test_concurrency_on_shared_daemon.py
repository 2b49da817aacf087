"""Jobs that share an engine."""

import pytest

from tests.bot.lint.projects import runner

RULE = "concurrency-on-shared-daemon"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            'concurrent = 4\n[[runners]]\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/var/run/docker.sock:/var/run/docker.sock"]\n',
            [5],
        ),
        (
            'concurrent = 2\n[[runners]]\n  limit = 3\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/var/run/docker.sock:/var/run/docker.sock"]\n',
            [3],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        'concurrent = 1\n[[runners]]\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/var/run/docker.sock:/var/run/docker.sock"]\n',
        'concurrent = 4\n[[runners]]\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/certs/client", "/cache"]\n',
        'concurrent = 4\n[[runners]]\n  limit = 1\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/var/run/docker.sock:/var/run/docker.sock"]\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/var/run/docker.sock:/var/run/docker.sock"]\n',
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []
