"""Pulls that BuildKit does not need."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "useless-pull"

DIND = "image: docker:29\nservices: [docker:29-dind]\n"
"""Defaults of a file whose jobs have an engine of their own."""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            DIND
            + "a:\n  script:\n    - docker pull x:1 || true\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            [5],
        ),
        (
            DIND
            + "a:\n  script:\n    - docker pull x:1\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            [5],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  image: docker:20.10\n  services: [docker:20.10-dind]\n  script:\n    - docker pull x:1 || true\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        "a:\n  image: docker:29\n  script:\n    - docker pull x:1 || true\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        DIND
        + "a:\n  script:\n    - docker pull x:1\n    - docker run x:1\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        DIND
        + "a:\n  script:\n    - docker pull y:1\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        DIND
        + "a:\n  script:\n    - docker pull x:c || true\n    - docker build --cache-from x:c -t x:1 .\n    - docker push x:1\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_line_goes_with_what_it_falls_back_to():
    script = ["docker pull x:1 || echo none", "docker build --cache-from x:1 -t x:1 .", "docker push x:1"]
    text = DIND + "a:\n  script:\n" + "".join(f"    - {line}\n" for line in script)
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == text.replace(f"    - {script[0]}\n", "")
