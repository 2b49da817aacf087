"""Runners on which Docker in Docker cannot start."""

import pytest

from tests.bot.lint.projects import DIND, DOCKER, PRIVILEGED, WITHOUT_DIND, runner, said

RULE = "runner-not-privileged"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DOCKER + "    privileged = false\n", [4]),
        (DOCKER + '    image = "a"\n', [4]),
        ('[runners.docker]\n  image = "a"\n', [2]),
        (DOCKER.replace('docker"', 'docker+machine"'), [3]),
        (DOCKER + PRIVILEGED + DOCKER + '    image = "b"\n', [8]),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DOCKER + PRIVILEGED,
        DOCKER + "    services_privileged = true\n",
        DOCKER.replace('"docker"', '"shell"'),
        DOCKER.replace('"docker"', '"kubernetes"'),
        DOCKER.replace('"docker"', '"docker-windows"'),
        DOCKER + '    host = "unix:///run/user/1/podman/podman.sock"\n',
        DOCKER + "    privileged = ${x}\n",
        "concurrent = 4\n[[runners]]\n",
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []


@pytest.mark.parametrize(
    ("ci_file", "places"),
    [
        (DIND, ["config.toml:4"]),
        (WITHOUT_DIND, []),
    ],
)
def test_it_listens_to_the_ci_file(ci_file, places):
    assert said(RULE, {"config.toml": DOCKER + "    privileged = false\n", ".gitlab-ci.yml": ci_file}) == places
