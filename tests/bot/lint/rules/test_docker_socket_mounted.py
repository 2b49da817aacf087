"""Runners that hand out the socket."""

import pytest

from tests.bot.lint.projects import runner

RULE = "docker-socket-mounted"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/var/run/docker.sock:/var/run/docker.sock"]\n',
            [4],
        ),
        (
            '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/cache",\n  "/run/user/1/docker.sock:/var/run/docker.sock:ro"]\n',
            [4],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    volumes = ["/certs/client", "/cache"]\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    host = "unix:///var/run/docker.sock"\n',
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []
