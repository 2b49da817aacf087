"""system prune in after_script."""

import pytest

from tests.bot.lint.projects import WITH_ENGINE, ci, job, mended

RULE = "prune-cannot-unstick"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (WITH_ENGINE + job("docker build -t x:1 .", after=["docker system prune -f"]), [7]),
        (job("docker build -t x:1 .", after=["docker system prune -af --volumes"]), [5]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        WITH_ENGINE + job("docker system prune -af"),
        job("docker build -t x:1 .", after=["docker system prune -f"]),
        job("docker build -t x:1 .", after=["docker system prune -af --filter until=24h"]),
        WITH_ENGINE + job("docker build -t x:1 .", after=["docker logout"]),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_an_after_script_of_nothing_else_goes_whole():
    text = WITH_ENGINE + "a:\n  script:\n    - docker build .\n  after_script:\n    - docker system prune -af\n"
    assert (
        mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"]
        == WITH_ENGINE + "a:\n  script:\n    - docker build .\n"
    )
