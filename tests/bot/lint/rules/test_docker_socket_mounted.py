"""Runners that hand out the socket."""

import pytest

from tests.bot.lint.projects import CERTS, DOCKER, SOCKET, runner

RULE = "docker-socket-mounted"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DOCKER + SOCKET, [4]),
        (DOCKER + '    volumes = ["/cache",\n  "/run/user/1/docker.sock:/var/run/docker.sock:ro"]\n', [4]),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DOCKER + CERTS,
        DOCKER,
        DOCKER + '    host = "unix:///var/run/docker.sock"\n',
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []
