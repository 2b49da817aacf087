"""Runners that give all jobs all rights."""

import pytest

from tests.bot.lint.projects import DOCKER, PRIVILEGED, runner

RULE = "runner-privileged-wide"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DOCKER + PRIVILEGED, [4]),
        (DOCKER + PRIVILEGED + '    allowed_images = ["*"]\n', [4]),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DOCKER + PRIVILEGED + '    allowed_images = ["docker:*"]\n',
        DOCKER + "    services_privileged = true\n",
        DOCKER + "    privileged = false\n",
        DOCKER.replace('"docker"', '"shell"') + PRIVILEGED,
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []
