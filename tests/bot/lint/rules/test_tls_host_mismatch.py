"""DOCKER_HOST against DOCKER_TLS_CERTDIR."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "tls-host-mismatch"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "variables:\n  DOCKER_HOST: tcp://docker:2375\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
            [2],
        ),
        (
            "variables:\n  DOCKER_HOST: tcp://docker:2375\n  DOCKER_TLS_CERTDIR: /certs\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
            [2],
        ),
        (
            "variables:\n  DOCKER_HOST: tcp://docker:2376\n  DOCKER_TLS_CERTDIR: \"\"\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
            [2],
        ),
        (
            "variables:\n  DOCKER_HOST: tcp://localhost:2375/\na:\n  image: docker:29\n  services: ['docker:dind']\n  script: [docker info]\n",
            [2],
        ),
        (
            "variables:\n  DOCKER_HOST: tcp://docker:2376\na:\n  image: docker:29\n  services: ['docker:18.09-dind']\n  script: [docker info]\n",
            [2],
        ),
        ("variables:\n  DOCKER_HOST: tcp://localhost:2375\nservices: [docker:dind]\n", [2]),
        (
            "a:\n  services: [docker:29-dind]\n  script:\n    - export DOCKER_HOST=tcp://docker:2375\n    - docker info\n",
            [4],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "variables:\n  DOCKER_HOST: tcp://docker:2376\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: tcp://docker:2375\n  DOCKER_TLS_CERTDIR: \"\"\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: tcp://docker:2376\n  DOCKER_TLS_CERTDIR: /certs\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_TLS_CERTDIR: \"\"\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "a:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: tcp://docker:2375\na:\n  image: docker:29\n  services: ['docker:18.09-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: $HOST\n  DOCKER_TLS_CERTDIR: \"\"\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: tcp://docker:2375\n  DOCKER_TLS_CERTDIR: $FOLDER\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: unix:///var/run/docker.sock\na:\n  image: docker:29\n  services: ['docker:29-dind']\n  script: [docker info]\n",
        "variables:\n  DOCKER_HOST: tcp://docker:2375\na:\n  script: [docker info]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


@pytest.mark.parametrize(
    ("host", "folder", "lines"),
    [
        ("tcp://docker:2376", '""', ["  DOCKER_HOST: tcp://docker:2376", '  DOCKER_TLS_CERTDIR: "/certs"']),
        (
            "tcp://docker:2375",
            "/certs",
            [
                "  DOCKER_HOST: tcp://docker:2376",
                '  DOCKER_TLS_VERIFY: "1"',
                "  DOCKER_CERT_PATH: /certs/client",
                "  DOCKER_TLS_CERTDIR: /certs",
            ],
        ),
    ],
)
def test_both_sides_speak_tls_in_the_end(host, folder, lines):
    job = "a:\n  image: docker:29\n  services: [docker:29-dind]\n  script: [docker info]\n"
    text = f"variables:\n  DOCKER_HOST: {host}\n  DOCKER_TLS_CERTDIR: {folder}\n{job}"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == "\n".join(["variables:", *lines, job])


def test_an_old_engine_is_asked_without_tls():
    text = "variables:\n  DOCKER_HOST: tcp://d:2376\na:\n  services: [docker:18.09-dind]\n  script: [docker info]\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == text.replace("2376", "2375")
