"""The pull of a cache that ends the job."""

import pytest

from tests.bot.lint.projects import ci

RULE = "pull-without-fallback"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script:\n    - docker pull x:1\n    - docker build --cache-from x:1 .\n", [3]),
        ("a:\n  script:\n    - docker pull x\n    - docker build --cache-from x:latest .\n", [3]),
        (
            "a:\n  script:\n    - docker pull x:b || docker pull x:1\n    - docker build --cache-from x:b --cache-from x:1 .\n",
            [3],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker pull x:1 || true\n    - docker build --cache-from x:1 .\n",
        "a:\n  script:\n    - docker pull x:1 || echo none\n    - docker build --cache-from x:1 .\n",
        "a:\n  script:\n    - docker pull x:2\n    - docker build --cache-from x:1 .\n",
        "a:\n  script:\n    - docker pull alpine:3\n    - docker build .\n",
        "a:\n  script:\n    - docker build --cache-from x:1 .\n    - docker pull x:1\n",
        "a:\n  script:\n    - docker pull x:1\nb:\n  script:\n    - docker build --cache-from x:1 .\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
