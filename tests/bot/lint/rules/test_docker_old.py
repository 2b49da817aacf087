"""Docker lines that ended after 20.10."""

import pytest

from tests.bot.lint.projects import ci

RULE = "docker-old"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  image: docker:24.0.5\n  script: [docker info]\n", [2]),
        ("a:\n  image: docker:27-cli\n  services:\n    - docker:27-dind\n  script: [docker info]\n", [2, 4]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  image: docker:29\n  script: [docker info]\n",
        "a:\n  image: docker:20.10\n  script: [docker info]\n",
        "a:\n  image: docker:25\n  script: [docker info]\n",
        "a:\n  image: docker:latest\n  script: [docker info]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
