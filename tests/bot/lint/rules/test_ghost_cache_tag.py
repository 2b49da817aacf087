"""Caches that nothing fills."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "ghost-cache-tag"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script:\n    - docker build --cache-from x:c -t x:1 .\n    - docker push x:1\n", [3]),
        ("a:\n  script:\n    - docker build --cache-from x -t x:1 .\n    - docker push x:1\n", [3]),
        ("a:\n  script:\n    - docker buildx build --cache-from type=registry,ref=x:c -t x:1 --push .\n", [3]),
        (
            "a:\n  script:\n    - docker build --cache-from x:$CI_COMMIT_SHA -t x:$CI_COMMIT_SHA .\n    - docker push x:$CI_COMMIT_SHA\n",
            [3],
        ),
        (
            "a:\n  script:\n    - docker build --cache-from x:latest -t x:$CI_COMMIT_SHA .\n    - docker push x:$CI_COMMIT_SHA\n",
            [3],
        ),
        (
            "a:\n  script:\n    - docker build --cache-from x:latest -t x:$CI_COMMIT_REF_SLUG .\n    - docker push x:$CI_COMMIT_REF_SLUG\n",
            [3],
        ),
        ("a:\n  script:\n    - docker build --cache-from x:c -t x:1 .\n    - docker push x:c\n", [3]),
        ("a:\n  script:\n    - docker build --cache-from $A -t $A:1 .\n    - docker push $A:1\n", [3]),
        (
            "a:\n  script:\n    - docker build -t x:1 .\n    - docker build -t y:1 --cache-from x:c .\n    - docker build --cache-from x:c .\n",
            [4],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n    - docker push x:1\n",
        "a:\n  script:\n    - docker build --cache-from x -t x .\n    - docker push x:latest\n",
        "a:\n  script:\n    - docker build --cache-from docker.io/library/x:1 -t x:1 .\n    - docker push x:1\n",
        "a:\n  script:\n    - docker buildx build --cache-from type=registry,ref=x:c --cache-to type=registry,ref=x:c,mode=max --push -t x:1 .\n",
        "a:\n  script:\n    - docker buildx build --cache-from x:1 -t x:1 --push .\n",
        "a:\n  script:\n    - docker build --cache-from x:1 -t y .\n    - docker tag y x:1\n    - docker push x:1\n",
        "a:\n  script:\n    - docker build --cache-from x:1 -t x:1 -t x:2 .\n    - docker push -a x\n",
        "a:\n  script:\n    - docker build --cache-from x:main -t x:$CI_COMMIT_REF_SLUG .\n    - docker push x:$CI_COMMIT_REF_SLUG\n",
        "a:\n  script:\n    - docker build --cache-from x:latest -t x:$TAG .\n    - docker push x:$TAG\n",
        "a:\n  script:\n    - docker build --cache-from x:1 .\n    - docker compose push\n",
        "a:\n  script:\n    - docker build .\n",
        "a:\n  script:\n    - docker build -t x:$CI_COMMIT_SHA .\n    - docker push x:$CI_COMMIT_SHA\nb:\n  script:\n    - docker build --cache-from x:$CI_COMMIT_SHA -t y .\n",
        "a:\n  script:\n    - docker buildx build --cache-from type=gha --cache-from type=local,src=/c .\n",
        "a:\n  script:\n    - /kaniko/executor --cache-repo x/c --cache=true -d x\n",
        "a:\n  script:\n    - docker build -t x:1 .\n    - docker push x:1\nb:\n  script:\n    - docker build --cache-from x:1 .\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


@pytest.mark.parametrize(
    ("script", "new"),
    [
        (
            ["docker build --cache-from $I:c -t $I:1 .", "docker push $I:1", "make"],
            ["docker build --tag $I:c --cache-from $I:c -t $I:1 .", "docker push $I:1", "docker push $I:c", "make"],
        ),
        (
            ["docker build --cache-from $I:c -t $I:1 .", "docker push $I:c"],
            ["docker build --tag $I:c --cache-from $I:c -t $I:1 .", "docker push $I:c"],
        ),
        (
            ['docker build --cache-from "$I:$CI_COMMIT_SHA" .'],
            ['docker build --tag ${I}:cache --cache-from "${I}:cache" .', "docker push ${I}:cache"],
        ),
        (
            ["docker buildx build --cache-from type=registry,ref=$I:c --push -t $I:1 ."],
            [
                "docker buildx build --cache-to type=registry,ref=$I:c,mode=max"
                " --cache-from type=registry,ref=$I:c --push -t $I:1 ."
            ],
        ),
    ],
)
def test_the_image_is_made_and_pushed(script, new):
    text = "a:\n  script:\n{}"
    written, wanted = (text.format("".join(f"    - {line}\n" for line in lines)) for lines in (script, new))
    assert mended(RULE, {".gitlab-ci.yml": written})[".gitlab-ci.yml"] == wanted


def test_in_a_block_the_push_gets_a_line_of_its_own():
    text = "a:\n  script:\n    - |\n      docker build --cache-from x:c \\\n        -t x:1 .\n      docker push x:1\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()[3:] == [
        "      docker build --tag x:c --cache-from x:c \\",
        "        -t x:1 .",
        "      docker push x:1",
        "      docker push x:c",
    ]
