"""Typographic dashes."""

import pytest

from tests.bot.lint.projects import ci, job, mended

RULE = "unicode-dash"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker build —no-cache ."), [3]),
        (job("docker build –t x ."), [3]),
        (job("docker build -–pull ."), [3]),
        (job("apk add –no-cache git"), [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker build --no-cache ."),
        job("echo –no"),
        job('git commit -m "–x"'),
        job("make –"),
        job("docker build . # —no-cache"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("—no-cache", "--no-cache"), ("–t", "-t"), ("-–pull", "--pull"), ("––cache-from=x", "--cache-from=x")],
)
def test_plain_dashes_take_its_place(old, new):
    text = "a:\n  script:\n    - docker build {} .\n"
    assert mended(RULE, {".gitlab-ci.yml": text.format(old)})[".gitlab-ci.yml"] == text.format(new)
