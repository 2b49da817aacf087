"""image prune in a throw-away engine."""

import pytest

from tests.bot.lint.projects import WITH_ENGINE, ci, job, mended

RULE = "prune-noop"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (WITH_ENGINE + job("docker build -t x:1 .", "docker image prune -f"), [6]),
        (WITH_ENGINE + job("docker build -t x:1 .", after=["docker image prune --force || true"]), [7]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker image prune -f"),
        WITH_ENGINE + job("docker image prune -af"),
        WITH_ENGINE + job("docker container prune -f"),
        WITH_ENGINE + job("docker system prune -f"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_line_goes():
    text = WITH_ENGINE + "a:\n  script:\n    - docker build .\n    - docker image prune -f || true\n"
    assert (
        mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"]
        == WITH_ENGINE + "a:\n  script:\n    - docker build .\n"
    )
