"""One cache for all branches."""

import pytest

from tests.bot.lint.projects import ci, job

RULE = "shared-cache-scope"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker build --cache-from x:cache -t x:cache .", "docker push x:cache"), [4]),
        (job("docker buildx build --cache-from x/cache:builder --cache-to type=registry,ref=x/cache:builder ."), [3]),
        (job("docker build --cache-from x:builder -t x:builder .", "docker push x:builder"), [4]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job(
            "docker build --cache-from x:cache-$CI_COMMIT_REF_SLUG -t x:cache-$CI_COMMIT_REF_SLUG .",
            "docker push x:cache-$CI_COMMIT_REF_SLUG",
        ),
        job(
            "docker build --cache-from x/cache/$CI_COMMIT_REF_SLUG:1 -t x/cache/$CI_COMMIT_REF_SLUG:1 .",
            "docker push x/cache/$CI_COMMIT_REF_SLUG:1",
        ),
        job("docker build --cache-from x:7.3 -t x:7.3 .", "docker push x:7.3"),
        job("docker build -t x:cache .", "docker push x:cache"),
        job("docker build --cache-from x:cache -t x:cache .", "docker push x:cache", head="only: [main]"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
