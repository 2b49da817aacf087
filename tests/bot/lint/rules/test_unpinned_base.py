"""Bases without a version."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "unpinned-base"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM node\n", [1]),
        ("FROM node:latest\n", [1]),
        ("FROM example.com:5000/a/b\n", [1]),
        ("FROM a:1 AS x\nFROM y\nFROM x\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM node:24\n",
        "FROM scratch\n",
        "FROM node@sha256:0\n",
        "FROM $BASE\n",
        "FROM a:1 AS node\nFROM node\n",
        "FROM node:lts\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
