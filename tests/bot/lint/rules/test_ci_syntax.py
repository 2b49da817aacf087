"""What GitLab would refuse."""

import pytest

from tests.bot.lint.projects import ci

RULE = "ci-syntax"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  extends: .t\n  script: [x]\n", [2]),
        ("a:\n  script:\n   - x\n  - y\n", [4]),
        ("a: 1\n", [1]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script: [x]\n",
        ".t:\n  script: [x]\na:\n  extends: .t\n",
        "include: {project: x, file: y.yml}\na:\n  extends: .t\n  script: [x]\n",
        "a:\n  after_script: [x]\n  after_script: [y]\n  script: [x]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
