"""Caches that BuildKit cannot read."""

import pytest

from tests.bot.lint.projects import WITH_ENGINE, ci, job, mended

RULE = "cache-without-metadata"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (WITH_ENGINE + job("docker build --cache-from x:1 -t x:1 .", "docker push x:1"), [5]),
        (job("docker build --cache-from x:1 -t x:1 .", "docker push x:1", head="image: docker:latest"), [4]),
        (
            job(
                "docker build --cache-from x:1 -t x:1 .",
                "docker push x:1",
                head="variables: {DOCKER_BUILDKIT: 1}\nimage: docker:20.10",
            ),
            [5],
        ),
        (job("docker buildx build --cache-from x:1 -t x:1 --push ."), [3]),
        (job("export DOCKER_BUILDKIT=1", "docker build --cache-from x:1 -t x:1 .", "docker push x:1"), [4]),
        (WITH_ENGINE + job("docker build --cache-from x:c -t x:1 .", "docker push x:1"), [5]),
        (
            WITH_ENGINE
            + job(
                "docker build --build-arg BUILDKIT_INLINE_CACHE=1 -t x:1 .",
                "docker build --cache-from x:c -t x:c .",
                "docker push x:c",
            ),
            [6],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        WITH_ENGINE
        + job("docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .", "docker push x:1"),
        WITH_ENGINE + job("docker buildx build --cache-to type=inline --cache-from x:1 -t x:1 --push ."),
        WITH_ENGINE
        + job("docker buildx build --cache-to type=registry,ref=x:c,mode=max --cache-from x:c -t x:1 --push ."),
        WITH_ENGINE + job("docker buildx build --cache-to x:c --cache-from x:c -t x:1 --push ."),
        WITH_ENGINE
        + job(
            "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t y .",
            "docker tag y x:1",
            "docker push x:1",
        ),
        WITH_ENGINE
        + job("docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:c -t x:1 .", "docker push x:1"),
        WITH_ENGINE + job("docker build $BUILD_ARGS --cache-from x:1 -t x:1 .", "docker push x:1"),
        job("docker build --cache-from x:1 -t x:1 .", "docker push x:1", head="image: docker:20.10"),
        job("docker build --cache-from x:1 -t x:1 .", "docker push x:1"),
        WITH_ENGINE + job("DOCKER_BUILDKIT=0 docker build --cache-from x:1 -t x:1 .", "docker push x:1"),
        WITH_ENGINE + job("docker build --cache-from type=gha ."),
        WITH_ENGINE + job("docker build -t x:1 ."),
        WITH_ENGINE
        + "variables: {BUILDKIT_INLINE_CACHE: 1}\n"
        + job("docker build --build-arg BUILDKIT_INLINE_CACHE --cache-from x:1 -t x:1 .", "docker push x:1"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_build_that_makes_the_image_writes_the_metadata():
    script = ["docker build -t x:1 .", "docker build --cache-from x:1 -t y .", "docker push x:1"]
    text = WITH_ENGINE + "a:\n  script:\n" + "".join(f"    - {line}\n" for line in script)
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()[4:] == [
        "    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 -t x:1 .",
        "    - docker build --cache-from x:1 -t y .",
        "    - docker push x:1",
    ]
