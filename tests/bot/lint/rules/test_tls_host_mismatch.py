"""DOCKER_HOST against DOCKER_TLS_CERTDIR."""

import pytest

from tests.bot.lint.projects import ci, dind_job, job, mended

RULE = "tls-host-mismatch"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (dind_job("tcp://docker:2375"), [2]),
        (dind_job("tcp://docker:2375", "/certs"), [2]),
        (dind_job("tcp://docker:2376", '""'), [2]),
        (dind_job("tcp://localhost:2375/", service="docker:dind"), [2]),
        (dind_job("tcp://docker:2376", service="docker:18.09-dind"), [2]),
        ("variables:\n  DOCKER_HOST: tcp://localhost:2375\nservices: [docker:dind]\n", [2]),
        (
            job("export DOCKER_HOST=tcp://docker:2375", "docker info", head="services: [docker:29-dind]"),
            [4],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        dind_job("tcp://docker:2376"),
        dind_job("tcp://docker:2375", '""'),
        dind_job("tcp://docker:2376", "/certs"),
        dind_job(folder='""'),
        dind_job(),
        dind_job("tcp://docker:2375", service="docker:18.09-dind"),
        dind_job("$HOST", '""'),
        dind_job("tcp://docker:2375", "$FOLDER"),
        dind_job("unix:///var/run/docker.sock"),
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
    rest = "a:\n  image: docker:29\n  services: [docker:29-dind]\n  script: [docker info]\n"
    text = f"variables:\n  DOCKER_HOST: {host}\n  DOCKER_TLS_CERTDIR: {folder}\n{rest}"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == "\n".join(["variables:", *lines, rest])


def test_an_old_engine_is_asked_without_tls():
    text = "variables:\n  DOCKER_HOST: tcp://d:2376\na:\n  services: [docker:18.09-dind]\n  script: [docker info]\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == text.replace("2376", "2375")
