"""Pulls that BuildKit does not need."""

import pytest

from tests.bot.lint.projects import WITH_ENGINE, ci, job, mended

RULE = "useless-pull"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            WITH_ENGINE
            + job(
                "docker pull x:1 || true",
                "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .",
                "docker push x:1",
            ),
            [5],
        ),
        (
            WITH_ENGINE
            + job(
                "docker pull x:1",
                "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .",
                "docker push x:1",
            ),
            [5],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job(
            "docker pull x:1 || true",
            "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .",
            "docker push x:1",
            head="image: docker:20.10\nservices: [docker:20.10-dind]",
        ),
        job(
            "docker pull x:1 || true",
            "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .",
            "docker push x:1",
            head="image: docker:29",
        ),
        WITH_ENGINE
        + job(
            "docker pull x:1",
            "docker run x:1",
            "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .",
            "docker push x:1",
        ),
        WITH_ENGINE
        + job(
            "docker pull y:1",
            "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .",
            "docker push x:1",
        ),
        WITH_ENGINE + job("docker pull x:c || true", "docker build --cache-from x:c -t x:1 .", "docker push x:1"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_line_goes_with_what_it_falls_back_to():
    script = ["docker pull x:1 || echo none", "docker build --cache-from x:1 -t x:1 .", "docker push x:1"]
    text = WITH_ENGINE + "a:\n  script:\n" + "".join(f"    - {line}\n" for line in script)
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == text.replace(f"    - {script[0]}\n", "")
