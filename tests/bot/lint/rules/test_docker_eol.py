"""Docker 20.10 and older."""

import pytest

from tests.bot.lint.projects import ci, job, mended

RULE = "docker-eol"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  image: docker:20.10\n  script: [docker info]\n", [2]),
        ("a:\n  image: docker:20\n  script: [docker info]\n", [2]),
        ("a:\n  image: docker:19.03.7\n  services:\n    - docker:19.03.7-dind\n  script: [docker info]\n", [2, 4]),
        ("image: docker:18.09\nservices:\n  - name: docker:18.09-dind\n    alias: d\n", [1, 3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  image: docker:23\n  script: [docker info]\n",
        "a:\n  image: docker:29-cli\n  script: [docker info]\n",
        "a:\n  image: docker:latest\n  script: [docker info]\n",
        "a:\n  image: docker/compose:1.27.4\n  script: [docker info]\n",
        "image: docker:20.10\na:\n  image: docker:29\n  script: [docker info]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_client_and_service_move_together_and_keep_their_flavour():
    text = job("x", head="image: docker:20.10.7-git # ours\nservices:\n  - docker:20.10.7-dind-alpine3.13")
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()[1:4] == [
        "  image: docker:29-git # ours",
        "  services:",
        "    - docker:29-dind",
    ]


def test_a_version_in_a_variable_is_raised_there():
    text = (
        "variables:\n  V: '20.10'\na:\n  image: docker:$V\n  services: ['docker:${V}-dind']\n  script: [docker info]\n"
    )
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == text.replace("20.10", "29")
