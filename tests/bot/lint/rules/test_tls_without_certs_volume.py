"""Certificates that do not reach the jobs."""

import pytest

from tests.bot.lint.projects import CERTS, DIND, DIND_WITHOUT_TLS, DOCKER, PRIVILEGED, WITHOUT_DIND, runner, said

RULE = "tls-without-certs-volume"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DOCKER + PRIVILEGED, [4]),
        (DOCKER + PRIVILEGED + '    volumes = ["/cache"]\n', [5]),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DOCKER + PRIVILEGED + CERTS,
        DOCKER + PRIVILEGED + '    volumes = ["/certs/client:/certs/client:ro"]\n',
        DOCKER,
        DOCKER + "    services_privileged = true\n",
        '[[runners]]\n  executor = "docker"\n  environment = ["DOCKER_TLS_CERTDIR="]\n  [runners.docker]\n'
        + PRIVILEGED,
        DOCKER.replace('"docker"', '"kubernetes"') + PRIVILEGED,
        DOCKER + PRIVILEGED + "    volumes = [${x}]\n",
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []


@pytest.mark.parametrize(
    ("ci_file", "places"),
    [
        (DIND, ["config.toml:4"]),
        (DIND_WITHOUT_TLS, []),
        (WITHOUT_DIND, []),
    ],
)
def test_it_listens_to_the_ci_file(ci_file, places):
    assert said(RULE, {"config.toml": DOCKER + PRIVILEGED, ".gitlab-ci.yml": ci_file}) == places
