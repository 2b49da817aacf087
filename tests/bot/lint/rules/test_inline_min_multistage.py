"""Inline caches of several stages."""

import pytest

from tests.bot.lint.projects import WITH_ENGINE, job, mended, said

RULE = "inline-min-multistage"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        (
            {
                ".gitlab-ci.yml": WITH_ENGINE
                + job("docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .", "docker push x:1"),
                "Dockerfile": "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n",
            },
            [".gitlab-ci.yml:5"],
        ),
        (
            {
                ".gitlab-ci.yml": WITH_ENGINE
                + job("docker buildx build --cache-to type=inline --cache-from x:1 -t x:1 --push ."),
                "Dockerfile": "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n",
            },
            [".gitlab-ci.yml:5"],
        ),
    ],
)
def test_it_speaks(files, places):
    assert said(RULE, files) == places


@pytest.mark.parametrize(
    "files",
    [
        {
            ".gitlab-ci.yml": WITH_ENGINE
            + job("docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .", "docker push x:1"),
            "Dockerfile": "FROM a:1\nRUN make\n",
        },
        {
            ".gitlab-ci.yml": WITH_ENGINE
            + job("docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .", "docker push x:1")
        },
        {
            ".gitlab-ci.yml": WITH_ENGINE + job("docker build --cache-from x:1 -t x:1 .", "docker push x:1"),
            "Dockerfile": "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n",
        },
        {
            ".gitlab-ci.yml": WITH_ENGINE
            + job(
                "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --target build --cache-from x:1 -t x:1 .",
                "docker push x:1",
            ),
            "Dockerfile": "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n",
        },
        {
            ".gitlab-ci.yml": WITH_ENGINE
            + job("docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .", "docker push x:1"),
            "Dockerfile": "FROM a:1 AS b\nRUN make\nFROM b\nRUN x\n",
        },
        {
            ".gitlab-ci.yml": WITH_ENGINE
            + job("docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .", "docker push x:1"),
            "Dockerfile": "FROM a:1 AS b\nFROM c:1\nCOPY --from=b /x /x\n",
        },
        {
            ".gitlab-ci.yml": job(
                "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .",
                "docker push x:1",
                head="image: docker:20.10",
            ),
            "Dockerfile": "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n",
        },
    ],
)
def test_it_is_silent(files):
    assert said(RULE, files) == []


TWO = "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n"
BUILDER = ["docker context create builder", "docker buildx create --use --driver docker-container builder"]


@pytest.mark.parametrize(
    ("script", "new"),
    [
        (
            [
                "docker pull $I/cache:b || true",
                "docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $I/cache:b -t $I:1 -t $I/cache:b .",
                "docker push $I:1",
                "docker push $I/cache:b",
            ],
            [
                *BUILDER,
                (
                    "docker buildx build --load --cache-to type=registry,ref=$I/cache:b,mode=max"
                    " --cache-from $I/cache:b -t $I:1 ."
                ),
                "docker push $I:1",
            ],
        ),
        (
            ["docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $I:1 -t $I:1 .", "docker push $I:1"],
            [
                *BUILDER,
                (
                    "docker buildx build --load --cache-to type=registry,ref=${I}:buildcache,mode=max"
                    " --cache-from type=registry,ref=${I}:buildcache -t $I:1 ."
                ),
                "docker push $I:1",
            ],
        ),
        (
            [
                "docker buildx create --use",
                "docker buildx build --cache-to type=inline --cache-from $I:1 -t $I:1 --push .",
            ],
            [
                "docker buildx create --use",
                (
                    "docker buildx build --cache-to type=registry,ref=${I}:buildcache,mode=max"
                    " --cache-from type=registry,ref=${I}:buildcache -t $I:1 --push ."
                ),
            ],
        ),
    ],
)
def test_the_cache_of_all_stages_goes_into_the_registry(script, new):
    text = WITH_ENGINE + "a:\n  script:\n{}"
    written, wanted = (text.format("".join(f"    - {line}\n" for line in lines)) for lines in (script, new))
    assert mended(RULE, {".gitlab-ci.yml": written, "Dockerfile": TWO}) == {".gitlab-ci.yml": wanted}
