"""Bases whose support has ended."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "base-eol"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM golang:1.20-alpine\n", [1]),
        ("FROM node:16\nFROM alpine\n", [1]),
        ("ARG V=3.7\nFROM python:${V}-slim\n", [2]),
        ("FROM example.com/mirror/python:2.7\n", [1]),
        ("FROM debian:buster-slim\n", [1]),
        ("FROM ubuntu:18.04\n", [1]),
        ("FROM alpine:3.12\n", [1]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM golang:1.27-alpine\n",
        "FROM node:24\n",
        "FROM python\n",
        "FROM debian:13\n",
        "FROM ubuntu:24.04\n",
        "FROM golang:${V}\n",
        "FROM me/golang-tools:1.20\n",
        "FROM alpine:3.23 AS golang\nFROM golang\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
