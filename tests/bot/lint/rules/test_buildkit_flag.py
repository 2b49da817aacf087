"""export DOCKER_BUILDKIT=1."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "buildkit-flag"

DIND = "image: docker:29\nservices: [docker:29-dind]\n"
"""Defaults of a file whose jobs have an engine of their own."""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DIND + "a:\n  script:\n    - export DOCKER_BUILDKIT=1\n    - docker build -t x:1 .\n", [5]),
        ("a:\n  image: docker:20.10\n  script:\n    - make\n    - export DOCKER_BUILDKIT=1\n", [5]),
        ("a:\n  script:\n    - export DOCKER_BUILDKIT=1\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "variables: {DOCKER_BUILDKIT: 1}\na:\n  script:\n    - docker build -t x:1 .\n",
        "a:\n  script:\n    - DOCKER_BUILDKIT=1 docker build .\n",
        "a:\n  script:\n    - export DOCKER_BUILDKIT=0\n",
        "a:\n  script:\n    - export DOCKER_BUILDKIT=1 A=2\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_with_a_new_docker_the_line_goes():
    text = DIND + "a:\n  script:\n    - export DOCKER_BUILDKIT=1\n    - docker build .\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == DIND + "a:\n  script:\n    - docker build .\n"


def test_with_an_old_or_unknown_one_it_becomes_a_variable():
    text = "a:\n  script:\n    - export DOCKER_BUILDKIT=1\n    - docker build .\n"
    new = 'a:\n  variables:\n    DOCKER_BUILDKIT: "1"\n  script:\n    - docker build .\n'
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == new


def test_it_goes_among_the_variables_that_are_there():
    text = "a:\n  variables:\n      A: 1\n  script:\n    - |\n      export DOCKER_BUILDKIT=1\n      docker build .\n"
    new = 'a:\n  variables:\n      DOCKER_BUILDKIT: "1"\n      A: 1\n  script:\n    - |\n      docker build .\n'
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == new
