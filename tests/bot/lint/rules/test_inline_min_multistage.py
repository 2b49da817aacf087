"""Inline caches of several stages."""

import pytest

from tests.bot.lint.projects import mended, said

RULE = "inline-min-multistage"

DIND = "image: docker:29\nservices: [docker:29-dind]\n"
"""Defaults of a file whose jobs have an engine of their own."""


@pytest.mark.parametrize(
    ("files", "places"),
    [
        (
            {
                ".gitlab-ci.yml": DIND
                + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
                "Dockerfile": "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n",
            },
            [".gitlab-ci.yml:5"],
        ),
        (
            {
                ".gitlab-ci.yml": DIND
                + "a:\n  script:\n    - docker buildx build --cache-to type=inline --cache-from x:1 -t x:1 --push .\n",
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
            ".gitlab-ci.yml": DIND
            + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            "Dockerfile": "FROM a:1\nRUN make\n",
        },
        {
            ".gitlab-ci.yml": DIND
            + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n"
        },
        {
            ".gitlab-ci.yml": DIND
            + "a:\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            "Dockerfile": "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n",
        },
        {
            ".gitlab-ci.yml": DIND
            + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --target build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            "Dockerfile": "FROM a:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /x /x\n",
        },
        {
            ".gitlab-ci.yml": DIND
            + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            "Dockerfile": "FROM a:1 AS b\nRUN make\nFROM b\nRUN x\n",
        },
        {
            ".gitlab-ci.yml": DIND
            + "a:\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
            "Dockerfile": "FROM a:1 AS b\nFROM c:1\nCOPY --from=b /x /x\n",
        },
        {
            ".gitlab-ci.yml": "a:\n  image: docker:20.10\n  script:\n    - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
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
                "docker buildx build --load --cache-to type=registry,ref=$I/cache:b,mode=max"
                " --cache-from $I/cache:b -t $I:1 .",
                "docker push $I:1",
            ],
        ),
        (
            ["docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $I:1 -t $I:1 .", "docker push $I:1"],
            [
                *BUILDER,
                "docker buildx build --load --cache-to type=registry,ref=${I}:buildcache,mode=max"
                " --cache-from type=registry,ref=${I}:buildcache -t $I:1 .",
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
                "docker buildx build --cache-to type=registry,ref=${I}:buildcache,mode=max"
                " --cache-from type=registry,ref=${I}:buildcache -t $I:1 --push .",
            ],
        ),
    ],
)
def test_the_cache_of_all_stages_goes_into_the_registry(script, new):
    text = DIND + "a:\n  script:\n{}"
    written, wanted = (text.format("".join(f"    - {line}\n" for line in lines)) for lines in (script, new))
    assert mended(RULE, {".gitlab-ci.yml": written, "Dockerfile": TWO}) == {".gitlab-ci.yml": wanted}
