"""Default images that start an engine."""

import pytest

from tests.bot.lint.projects import DOCKER, runner

RULE = "dind-as-job-image"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DOCKER + '    image = "docker:29-dind"\n', [4]),
        (DOCKER + '    image = "example.com/mirror/docker:dind-rootless"\n', [4]),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DOCKER + '    image = "docker:29-cli"\n',
        DOCKER + '    image = "docker:29"\n',
        DOCKER + '    image = "alpine"\n',
        DOCKER,
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []
