"""kaniko's own image."""

import pytest

from tests.bot.lint.projects import ci

RULE = "kaniko-archived"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  image: gcr.io/kaniko-project/executor:debug\n  script: [/kaniko/executor]\n", [2]),
        ("a:\n  image:\n    name: gcr.io/kaniko-project/executor:v1.23.2\n  script: [x]\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  image: martizih/kaniko:v1.24\n  script: [/kaniko/executor]\n",
        "a:\n  image: docker:29\n  script: [echo kaniko-project/]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
