"""Certificates that do not reach the jobs."""

import pytest

from tests.bot.lint.projects import runner, said

RULE = "tls-without-certs-volume"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n', [4]),
        (
            '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n    volumes = ["/cache"]\n',
            [5],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n    volumes = ["/certs/client", "/cache"]\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n    volumes = ["/certs/client:/certs/client:ro"]\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    services_privileged = true\n',
        '[[runners]]\n  executor = "docker"\n  environment = ["DOCKER_TLS_CERTDIR="]\n  [runners.docker]\n    privileged = true\n',
        '[[runners]]\n  executor = "kubernetes"\n  [runners.docker]\n    privileged = true\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n    volumes = [${x}]\n',
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []


@pytest.mark.parametrize(
    ("ci_file", "places"),
    [
        ("a:\n  image: docker:29-cli\n  services: [docker:29-dind]\n  script: [docker info]\n", ["config.toml:4"]),
        (
            'a:\n  image: docker:29-cli\n  services: [docker:29-dind]\n  variables: {DOCKER_TLS_CERTDIR: ""}\n  script: [docker info]\n',
            [],
        ),
        ("a:\n  script: [make]\n", []),
    ],
)
def test_it_listens_to_the_ci_file(ci_file, places):
    assert (
        said(
            RULE,
            {
                "config.toml": '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n',
                ".gitlab-ci.yml": ci_file,
            },
        )
        == places
    )
