"""Typographic dashes."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "unicode-dash"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script:\n    - docker build —no-cache .\n", [3]),
        ("a:\n  script:\n    - docker build –t x .\n", [3]),
        ("a:\n  script:\n    - docker build -–pull .\n", [3]),
        ("a:\n  script:\n    - apk add –no-cache git\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker build --no-cache .\n",
        "a:\n  script:\n    - echo –no\n",
        'a:\n  script:\n    - git commit -m "–x"\n',
        "a:\n  script:\n    - make –\n",
        "a:\n  script:\n    - docker build . # —no-cache\n",
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
