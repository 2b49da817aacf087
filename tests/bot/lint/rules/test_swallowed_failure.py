"""|| true in front of a dead cache."""

import pytest

from tests.bot.lint.projects import ci, job

RULE = "swallowed-failure"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker pull x:c || true", "docker build --cache-from x:c -t x:1 .", "docker push x:1"), [3]),
        (job("docker pull x:c || echo no", "docker build --cache-from x:c -t x:1 .", "docker push x:c"), [3]),
        (job("docker pull x:c || true", "docker build --cache-from x:c -t x:1 .", after=["docker push x:c"]), [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker pull x:1 || true", "docker build --cache-from x:1 -t x:1 .", "docker push x:1"),
        job("docker pull x:c", "docker build --cache-from x:c -t x:1 .", "docker push x:1"),
        job("docker pull alpine:3 || true"),
        job("make || true"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
