"""One cache for all branches."""

import pytest

from tests.bot.lint.projects import ci

RULE = "shared-cache-scope"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script:\n    - docker build --cache-from x:cache -t x:cache .\n    - docker push x:cache\n", [4]),
        (
            "a:\n  script:\n    - docker buildx build --cache-from x/cache:builder --cache-to type=registry,ref=x/cache:builder .\n",
            [3],
        ),
        ("a:\n  script:\n    - docker build --cache-from x:builder -t x:builder .\n    - docker push x:builder\n", [4]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker build --cache-from x:cache-$CI_COMMIT_REF_SLUG -t x:cache-$CI_COMMIT_REF_SLUG .\n    - docker push x:cache-$CI_COMMIT_REF_SLUG\n",
        "a:\n  script:\n    - docker build --cache-from x/cache/$CI_COMMIT_REF_SLUG:1 -t x/cache/$CI_COMMIT_REF_SLUG:1 .\n    - docker push x/cache/$CI_COMMIT_REF_SLUG:1\n",
        "a:\n  script:\n    - docker build --cache-from x:7.3 -t x:7.3 .\n    - docker push x:7.3\n",
        "a:\n  script:\n    - docker build -t x:cache .\n    - docker push x:cache\n",
        "a:\n  script:\n    - docker build --cache-from x:cache -t x:cache .\n    - docker push x:cache\n  only: [main]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
