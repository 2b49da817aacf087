"""dind without TLS."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "dind-no-tls"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "variables:\n  DOCKER_HOST: tcp://docker:2375\n  DOCKER_TLS_CERTDIR: \"\"\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
            [3],
        ),
        (
            "variables:\n  DOCKER_TLS_CERTDIR: ''\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
            [2],
        ),
        ("a:\n  services:\n    - name: docker:29-dind\n      command: ['--tls=false']\n  script: [docker info]\n", [3]),
        (
            "a:\n  services:\n    - name: docker:29-dind\n      variables: {DOCKER_TLS_CERTDIR: ''}\n  script: [docker info]\n",
            [3],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "variables:\n  DOCKER_HOST: tcp://docker:2376\n  DOCKER_TLS_CERTDIR: /certs\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "a:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: tcp://docker:2375\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: tcp://docker:2376\n  DOCKER_TLS_CERTDIR: \"\"\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_TLS_CERTDIR: ''\na:\n  image: docker:29\n  services: ['docker:18.09-dind']\n  script: [docker info]\n",
        "variables: {DOCKER_TLS_CERTDIR: ''}\na:\n  script: [docker info]\n",
        "variables:\n  DOCKER_TLS_CERTDIR: $FOLDER\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
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
