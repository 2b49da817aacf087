"""Default images that start an engine."""

import pytest

from tests.bot.lint.projects import runner

RULE = "dind-as-job-image"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image = "docker:29-dind"\n', [4]),
        (
            '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image = "example.com/mirror/docker:dind-rootless"\n',
            [4],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image = "docker:29-cli"\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image = "docker:29"\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image = "alpine"\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n',
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []
