"""Caches that nothing fills."""

import pytest

from tests.bot.lint.projects import ci, job, mended

RULE = "ghost-cache-tag"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker build --cache-from x:c -t x:1 .", "docker push x:1"), [3]),
        (job("docker build --cache-from x -t x:1 .", "docker push x:1"), [3]),
        (job("docker buildx build --cache-from type=registry,ref=x:c -t x:1 --push ."), [3]),
        (job("docker build --cache-from x:$CI_COMMIT_SHA -t x:$CI_COMMIT_SHA .", "docker push x:$CI_COMMIT_SHA"), [3]),
        (job("docker build --cache-from x:latest -t x:$CI_COMMIT_SHA .", "docker push x:$CI_COMMIT_SHA"), [3]),
        (
            job("docker build --cache-from x:latest -t x:$CI_COMMIT_REF_SLUG .", "docker push x:$CI_COMMIT_REF_SLUG"),
            [3],
        ),
        (job("docker build --cache-from x:c -t x:1 .", "docker push x:c"), [3]),
        (job("docker build --cache-from $A -t $A:1 .", "docker push $A:1"), [3]),
        (
            job("docker build -t x:1 .", "docker build -t y:1 --cache-from x:c .", "docker build --cache-from x:c ."),
            [4],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker build --cache-from x:1 -t x:1 .", "docker push x:1"),
        job("docker build --cache-from x -t x .", "docker push x:latest"),
        job("docker build --cache-from docker.io/library/x:1 -t x:1 .", "docker push x:1"),
        job("docker buildx build --cache-from type=registry,ref=x:c --cache-to type=registry,ref=x:c --push -t x:1 ."),
        job("docker buildx build --cache-from x:1 -t x:1 --push ."),
        job("docker build --cache-from x:1 -t y .", "docker tag y x:1", "docker push x:1"),
        job("docker build --cache-from x:1 -t x:1 -t x:2 .", "docker push -a x"),
        job("docker build --cache-from x:main -t x:$CI_COMMIT_REF_SLUG .", "docker push x:$CI_COMMIT_REF_SLUG"),
        job("docker build --cache-from x:latest -t x:$TAG .", "docker push x:$TAG"),
        job("docker build --cache-from x:1 .", "docker compose push"),
        job("docker build ."),
        job("docker build -t x:$CI_COMMIT_SHA .", "docker push x:$CI_COMMIT_SHA")
        + job("docker build --cache-from x:$CI_COMMIT_SHA -t y .", name="b"),
        job("docker buildx build --cache-from type=gha --cache-from type=local,src=/c ."),
        job("/kaniko/executor --cache-repo x/c --cache=true -d x"),
        job("docker build -t x:1 .", "docker push x:1") + job("docker build --cache-from x:1 .", name="b"),
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
                (
                    "docker buildx build --cache-to type=registry,ref=$I:c,mode=max"
                    " --cache-from type=registry,ref=$I:c --push -t $I:1 ."
                )
            ],
        ),
    ],
)
def test_the_image_is_made_and_pushed(script, new):
    text = "a:\n  script:\n{}"
    written, wanted = (text.format("".join(f"    - {line}\n" for line in lines)) for lines in (script, new))
    assert mended(RULE, {".gitlab-ci.yml": written})[".gitlab-ci.yml"] == wanted


def test_each_of_several_caches_is_looked_at():
    text = job("docker build --cache-from x:1,x:2 --cache-from x:3 -t x:1 .", "docker push x:1")
    assert ci(RULE, text) == [3, 3]


def test_in_a_block_the_push_gets_a_line_of_its_own():
    text = "a:\n  script:\n    - |\n      docker build --cache-from x:c \\\n        -t x:1 .\n      docker push x:1\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()[3:] == [
        "      docker build --tag x:c --cache-from x:c \\",
        "        -t x:1 .",
        "      docker push x:1",
        "      docker push x:c",
    ]
