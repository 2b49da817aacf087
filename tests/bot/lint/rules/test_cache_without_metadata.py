"""Caches that BuildKit cannot read."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "cache-without-metadata"

DIND = "image: docker:29\nservices: [docker:29-dind]\n"
"""Defaults of a file whose jobs have an engine of their own."""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DIND + "a:\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n", [5]),
        (
            "a:\n  image: docker:latest\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            [4],
        ),
        (
            "a:\n  variables: {DOCKER_BUILDKIT: 1}\n  image: docker:20.10\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            [5],
        ),
        ("a:\n  script:\n    - docker buildx build --cache-from x:1 -t x:1 --push .\n", [3]),
        (
            "a:\n  script:\n    - export DOCKER_BUILDKIT=1\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            [4],
        ),
        (DIND + "a:\n  script:\n    - docker build --cache-from x:c -t x:1 .\n    - docker push x:1\n", [5]),
        (
            DIND
            + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 -t x:1 .\n    - docker build --cache-from x:c -t x:c .\n    - docker push x:c\n",
            [6],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DIND
        + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        DIND + "a:\n  script:\n    - docker buildx build --cache-to type=inline --cache-from x:1 -t x:1 --push .\n",
        DIND
        + "a:\n  script:\n    - docker buildx build --cache-to type=registry,ref=x:c,mode=max --cache-from type=registry,ref=x:c -t x:1 --push .\n",
        DIND + "a:\n  script:\n    - docker buildx build --cache-to x:c --cache-from x:c -t x:1 --push .\n",
        DIND
        + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t y .\n    - docker tag y x:1\n    - docker push x:1\n",
        DIND
        + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:c -t x:1 .\n    - docker push x:1\n",
        DIND + "a:\n  script:\n    - docker build $BUILD_ARGS --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        "a:\n  image: docker:20.10\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        "a:\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        DIND + "a:\n  script:\n    - DOCKER_BUILDKIT=0 docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        DIND + "a:\n  script:\n    - docker build --cache-from type=gha .\n",
        DIND + "a:\n  script:\n    - docker build -t x:1 .\n",
        DIND
        + "variables: {BUILDKIT_INLINE_CACHE: 1}\na:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_build_that_makes_the_image_writes_the_metadata():
    script = ["docker build -t x:1 .", "docker build --cache-from x:1 -t y .", "docker push x:1"]
    text = DIND + "a:\n  script:\n" + "".join(f"    - {line}\n" for line in script)
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()[4:] == [
        "    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 -t x:1 .",
        "    - docker build --cache-from x:1 -t y .",
        "    - docker push x:1",
    ]
