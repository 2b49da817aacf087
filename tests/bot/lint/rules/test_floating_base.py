"""Tags without a version."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "floating-base"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM node:lts\n", [1]),
        ("FROM node:alpine AS a\nFROM a\n", [1]),
        ("FROM debian:stable-slim\n", [1]),
        ("FROM example.com:5000/python:slim\n", [1]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM node\n",
        "FROM node:latest\n",
        "FROM node:24-alpine\n",
        "FROM debian:bookworm\n",
        "FROM node:$V\n",
        "FROM node:lts@sha256:0\n",
        "FROM scratch\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
