"""image prune in a throw-away engine."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "prune-noop"

DIND = "image: docker:29\nservices: [docker:29-dind]\n"
"""Defaults of a file whose jobs have an engine of their own."""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DIND + "a:\n  script:\n    - docker build -t x:1 .\n    - docker image prune -f\n", [6]),
        (
            DIND
            + "a:\n  script:\n    - docker build -t x:1 .\n  after_script:\n    - docker image prune --force || true\n",
            [7],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker image prune -f\n",
        DIND + "a:\n  script:\n    - docker image prune -af\n",
        DIND + "a:\n  script:\n    - docker container prune -f\n",
        DIND + "a:\n  script:\n    - docker system prune -f\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_line_goes():
    text = DIND + "a:\n  script:\n    - docker build .\n    - docker image prune -f || true\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == DIND + "a:\n  script:\n    - docker build .\n"
