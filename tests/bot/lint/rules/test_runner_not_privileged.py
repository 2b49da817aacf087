"""Runners on which Docker in Docker cannot start."""

import pytest

from tests.bot.lint.projects import runner, said

RULE = "runner-not-privileged"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = false\n', [4]),
        ('[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image = "a"\n', [4]),
        ('[runners.docker]\n  image = "a"\n', [2]),
        ('[[runners]]\n  executor = "docker+machine"\n  [runners.docker]\n', [2]),
        (
            '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image = "b"\n',
            [8],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert runner(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = true\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    services_privileged = true\n',
        '[[runners]]\n  executor = "shell"\n  [runners.docker]\n',
        '[[runners]]\n  executor = "kubernetes"\n  [runners.docker]\n',
        '[[runners]]\n  executor = "docker-windows"\n  [runners.docker]\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    host = "unix:///run/user/1/podman/podman.sock"\n',
        '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = ${x}\n',
        "concurrent = 4\n[[runners]]\n",
    ],
)
def test_it_is_silent(text):
    assert runner(RULE, text) == []


@pytest.mark.parametrize(
    ("ci_file", "places"),
    [
        ("a:\n  image: docker:29-cli\n  services: [docker:29-dind]\n  script: [docker info]\n", ["config.toml:4"]),
        ("a:\n  script: [make]\n", []),
    ],
)
def test_it_listens_to_the_ci_file(ci_file, places):
    assert (
        said(
            RULE,
            {
                "config.toml": '[[runners]]\n  executor = "docker"\n  [runners.docker]\n    privileged = false\n',
                ".gitlab-ci.yml": ci_file,
            },
        )
        == places
    )
