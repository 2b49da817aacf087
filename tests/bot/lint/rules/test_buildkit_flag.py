"""export DOCKER_BUILDKIT=1."""

import pytest

from tests.bot.lint.projects import WITH_ENGINE, ci, job, mended

RULE = "buildkit-flag"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (WITH_ENGINE + job("export DOCKER_BUILDKIT=1", "docker build -t x:1 ."), [5]),
        (job("make", "export DOCKER_BUILDKIT=1", head="image: docker:20.10"), [5]),
        (job("export DOCKER_BUILDKIT=1"), [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "variables: {DOCKER_BUILDKIT: 1}\n" + job("docker build -t x:1 ."),
        job("DOCKER_BUILDKIT=1 docker build ."),
        job("export DOCKER_BUILDKIT=0"),
        job("export DOCKER_BUILDKIT=1 A=2"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_with_a_new_docker_the_line_goes():
    text = WITH_ENGINE + "a:\n  script:\n    - export DOCKER_BUILDKIT=1\n    - docker build .\n"
    assert (
        mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"]
        == WITH_ENGINE + "a:\n  script:\n    - docker build .\n"
    )


def test_with_an_old_or_unknown_one_it_becomes_a_variable():
    text = "a:\n  script:\n    - export DOCKER_BUILDKIT=1\n    - docker build .\n"
    new = 'a:\n  variables:\n    DOCKER_BUILDKIT: "1"\n  script:\n    - docker build .\n'
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == new


def test_it_goes_among_the_variables_that_are_there():
    text = "a:\n  variables:\n      A: 1\n  script:\n    - |\n      export DOCKER_BUILDKIT=1\n      docker build .\n"
    new = 'a:\n  variables:\n      DOCKER_BUILDKIT: "1"\n      A: 1\n  script:\n    - |\n      docker build .\n'
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == new
