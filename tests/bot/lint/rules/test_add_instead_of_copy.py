"""ADD that only copies."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "add-instead-of-copy"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nADD app /app\n", [2]),
        ("FROM a:1\nADD a b /app/\n", [2]),
        ("FROM a:1\nADD --chown=1 x.jar /\n", [2]),
        ('FROM a:1\nADD ["a b", "/app"]\n', [2]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nCOPY app /app\n",
        "FROM a:1\nADD rootfs.tar.xz /\n",
        "FROM a:1\nADD https://example.com/a /a\n",
        "FROM a:1\nADD $FILE /a\n",
        "FROM a:1\nADD git@example.com:a/b.git /a\n",
        "FROM a:1\nADD *.tgz /a\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
