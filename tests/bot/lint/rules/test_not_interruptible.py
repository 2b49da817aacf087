"""Builds that go on."""

import pytest

from tests.bot.lint.projects import ci, job

RULE = "not-interruptible"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker build ."), [1]),
        (".t:\n  script: [/kaniko/executor -d x]\n", [1]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  interruptible: true\n  script: [docker build .]\n",
        "a:\n  interruptible: false\n  script: [docker build .]\n",
        "default:\n  interruptible: true\na:\n  script: [docker build .]\n",
        "a:\n  environment: prod\n  script: [docker build .]\n",
        job("docker push x"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
