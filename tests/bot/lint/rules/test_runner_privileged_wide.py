"""Runners that give all jobs all rights."""

import pytest

from tests.bot.lint.projects import runner

RULE = "runner-privileged-wide"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n', [4]),
        (
            '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n    allowed_images = ["*"]\n',
            [4],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n    allowed_images = ["docker:*"]\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    services_privileged = true\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = false\n',
        '[[runners]]\n  executor = "shell"\n  [runners.docker]\n    privileged = true\n',
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []
