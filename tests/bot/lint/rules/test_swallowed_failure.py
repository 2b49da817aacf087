"""|| true in front of a dead cache."""

import pytest

from tests.bot.lint.projects import ci

RULE = "swallowed-failure"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "a:\n  script:\n    - docker pull x:c || true\n    - docker build --cache-from x:c -t x:1 .\n    - docker push x:1\n",
            [3],
        ),
        (
            "a:\n  script:\n    - docker pull x:c || echo no\n    - docker build --cache-from x:c -t x:1 .\n    - docker push x:c\n",
            [3],
        ),
        (
            "a:\n  script:\n    - docker pull x:c || true\n    - docker build --cache-from x:c -t x:1 .\n  after_script:\n    - docker push x:c\n",
            [3],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker pull x:1 || true\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        "a:\n  script:\n    - docker pull x:c\n    - docker build --cache-from x:c -t x:1 .\n    - docker push x:1\n",
        "a:\n  script:\n    - docker pull alpine:3 || true\n",
        "a:\n  script:\n    - make || true\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
