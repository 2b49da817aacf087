"""latest from every branch."""

import pytest

from tests.bot.lint.projects import ci

RULE = "latest-from-any-branch"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script:\n    - docker push x:latest\n", [3]),
        ("a:\n  script:\n    - docker push x\n", [3]),
        ("a:\n  script:\n    - docker build -t x --push .\n", [3]),
        ("a:\n  script: [docker push x]\n  rules:\n    - if: $CI_COMMIT_BRANCH\n", [2]),
        ("a:\n  script: [docker push x]\n  only: [branches]\n", [2]),
        (
            "a:\n  script: [docker push x]\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\n",
            [2],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker push x:1\n",
        "a:\n  script:\n    - docker push x:$CI_COMMIT_REF_SLUG\n",
        "a:\n  script: [docker push x]\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n",
        "a:\n  script: [docker push x]\n  only: [main]\n",
        "a:\n  script: [docker push x]\n  only: {refs: [tags]}\n",
        "a:\n  script: [docker push x]\n  rules:\n    - if: $CI_COMMIT_TAG\n    - when: manual\n",
        "a:\n  script: [docker push x]\n  rules:\n    - if: $CI_COMMIT_BRANCH != 'main'\n      when: never\n    - when: on_success\n",
        "workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\na:\n  script: [docker push x]\n",
        'a:\n  script:\n    - if [ "$CI_COMMIT_BRANCH" = main ]; then docker push x; fi\n',
        'a:\n  script:\n    - if [ -z "$CI_COMMIT_TAG" ]; then exit 0; fi\n    - docker push x\n',
        ".t:\n  script: [docker push x]\n",
        "a:\n  script:\n    - docker push x/cache\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
