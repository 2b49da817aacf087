"""Shared certificates that nobody makes."""

import pytest

from tests.bot.lint.projects import CERTS, DIND, DIND_WITHOUT_TLS, DOCKER, PRIVILEGED, WITHOUT_DIND, runner, said

RULE = "certs-volume-unused"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            '[[runners]]\n  executor = "docker"\n  environment = ["DOCKER_TLS_CERTDIR="]\n  [runners.docker]\n' + CERTS,
            [5],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DOCKER + PRIVILEGED + CERTS,
        DOCKER + PRIVILEGED,
        DOCKER,
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []


@pytest.mark.parametrize(
    ("ci_file", "places"),
    [
        (DIND_WITHOUT_TLS, ["config.toml:5"]),
        (DIND, []),
        (WITHOUT_DIND, []),
        (DIND_WITHOUT_TLS + DIND.replace("a:", "b:"), []),
    ],
)
def test_it_listens_to_the_ci_file(ci_file, places):
    assert said(RULE, {"config.toml": DOCKER + PRIVILEGED + CERTS, ".gitlab-ci.yml": ci_file}) == places
