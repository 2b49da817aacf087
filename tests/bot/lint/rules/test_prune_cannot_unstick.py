"""system prune in after_script."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "prune-cannot-unstick"

DIND = "image: docker:29\nservices: [docker:29-dind]\n"
"""Defaults of a file whose jobs have an engine of their own."""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DIND + "a:\n  script:\n    - docker build -t x:1 .\n  after_script:\n    - docker system prune -f\n", [7]),
        ("a:\n  script:\n    - docker build -t x:1 .\n  after_script:\n    - docker system prune -af --volumes\n", [5]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DIND + "a:\n  script:\n    - docker system prune -af\n",
        "a:\n  script:\n    - docker build -t x:1 .\n  after_script:\n    - docker system prune -f\n",
        "a:\n  script:\n    - docker build -t x:1 .\n  after_script:\n    - docker system prune -af --filter until=24h\n",
        DIND + "a:\n  script:\n    - docker build -t x:1 .\n  after_script:\n    - docker logout\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_an_after_script_of_nothing_else_goes_whole():
    text = DIND + "a:\n  script:\n    - docker build .\n  after_script:\n    - docker system prune -af\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == DIND + "a:\n  script:\n    - docker build .\n"
