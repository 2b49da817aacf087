"""dind without TLS."""

import pytest

from tests.bot.lint.projects import ci, dind_job, job, mended

RULE = "dind-no-tls"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (dind_job("tcp://docker:2375", '""'), [3]),
        (dind_job(folder="''"), [2]),
        ("a:\n  services:\n    - name: docker:29-dind\n      command: ['--tls=false']\n  script: [docker info]\n", [3]),
        (
            job("docker info", head="services:\n  - name: docker:29-dind\n    variables: {DOCKER_TLS_CERTDIR: ''}"),
            [3],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        dind_job("tcp://docker:2376", "/certs"),
        dind_job(),
        dind_job("tcp://docker:2375"),
        dind_job("tcp://docker:2376", '""'),
        dind_job(folder="''", service="docker:18.09-dind"),
        "variables: {DOCKER_TLS_CERTDIR: ''}\na:\n  script: [docker info]\n",
        dind_job(folder="$FOLDER"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_what_the_job_says_already_is_not_said_again():
    text = """
    variables:
      DOCKER_TLS_CERTDIR: ''
      DOCKER_TLS_VERIFY: 1
      DOCKER_HOST: tcp://docker:2375 # dind
    a:
      image: docker:29
      services: [docker:29-dind]
      script: [docker info]
    """
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()[:5] == [
        "variables:",
        "  DOCKER_TLS_CERTDIR: '/certs'",
        "  DOCKER_TLS_VERIFY: 1",
        "  DOCKER_HOST: tcp://docker:2376 # dind",
        "  DOCKER_CERT_PATH: /certs/client",
    ]
