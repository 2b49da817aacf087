"""The pull of a cache that ends the job."""

import pytest

from tests.bot.lint.projects import ci, job

RULE = "pull-without-fallback"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker pull x:1", "docker build --cache-from x:1 ."), [3]),
        (job("docker pull x", "docker build --cache-from x:latest ."), [3]),
        (job("docker pull x:b || docker pull x:1", "docker build --cache-from x:b --cache-from x:1 ."), [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker pull x:1 || true", "docker build --cache-from x:1 ."),
        job("docker pull x:1 || echo none", "docker build --cache-from x:1 ."),
        job("docker pull x:2", "docker build --cache-from x:1 ."),
        job("docker pull alpine:3", "docker build ."),
        job("docker build --cache-from x:1 .", "docker pull x:1"),
        job("docker pull x:1") + job("docker build --cache-from x:1 .", name="b"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
