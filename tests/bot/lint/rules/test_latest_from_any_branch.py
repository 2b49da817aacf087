"""latest from every branch."""

import pytest

from tests.bot.lint.projects import ci, job

RULE = "latest-from-any-branch"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker push x:latest"), [3]),
        (job("docker push x"), [3]),
        (job("docker build -t x --push ."), [3]),
        ("a:\n  script: [docker push x]\n  rules:\n    - if: $CI_COMMIT_BRANCH\n", [2]),
        ("a:\n  script: [docker push x]\n  only: [branches]\n", [2]),
        (
            job("docker push x", head="rules:\n  - if: $CI_COMMIT_BRANCH == 'main'\n  - if: $CI_MERGE_REQUEST_IID"),
            [6],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker push x:1"),
        job("docker push x:$CI_COMMIT_REF_SLUG"),
        "a:\n  script: [docker push x]\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n",
        "a:\n  script: [docker push x]\n  only: [main]\n",
        "a:\n  script: [docker push x]\n  only: {refs: [tags]}\n",
        "a:\n  script: [docker push x]\n  rules:\n    - if: $CI_COMMIT_TAG\n    - when: manual\n",
        job("docker push x", head="rules:\n  - if: $CI_COMMIT_BRANCH != 'main'\n    when: never\n  - when: on_success"),
        "workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\na:\n  script: [docker push x]\n",
        job('if [ "$CI_COMMIT_BRANCH" = main ]; then docker push x; fi'),
        job('if [ -z "$CI_COMMIT_TAG" ]; then exit 0; fi', "docker push x"),
        ".t:\n  script: [docker push x]\n",
        job("docker push x/cache"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
