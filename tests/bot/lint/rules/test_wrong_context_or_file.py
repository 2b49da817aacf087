"""Builds of what is not there."""

import pytest

from tests.bot.lint.projects import job, said

RULE = "wrong-context-or-file"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({".gitlab-ci.yml": job("docker build -f d/Dockerfil ."), "d/Dockerfile": "FROM a:1\n"}, [".gitlab-ci.yml:3"]),
        ({".gitlab-ci.yml": job("docker build app"), "Dockerfile": "FROM a:1\n"}, [".gitlab-ci.yml:3"]),
        ({".gitlab-ci.yml": job("docker build .")}, [".gitlab-ci.yml:3"]),
    ],
)
def test_it_speaks(files, places):
    assert said(RULE, files) == places


@pytest.mark.parametrize(
    "files",
    [
        {".gitlab-ci.yml": job("docker build ."), "Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": job("docker build -f d/Dockerfile ."), "d/Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": job("cd d", "docker build ."), "d/Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": job("docker build -f $F .")},
        {".gitlab-ci.yml": job("docker build https://x.example.com/y.git")},
        {".gitlab-ci.yml": job("echo FROM a > Dockerfile", "docker build .")},
        {".gitlab-ci.yml": job("cp x/Dockerfile .", "docker build ."), "x/Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": job("git clone x y", "docker build y")},
        {".gitlab-ci.yml": job('ssh h "docker build app"'), "Dockerfile": "FROM a:1\n"},
        {
            ".gitlab-ci.yml": job("/kaniko/executor --context d --dockerfile Dockerfile -d x"),
            "d/Dockerfile": "FROM a:1\n",
        },
        {".gitlab-ci.yml": job("podman build ."), "Containerfile": "FROM a:1\n"},
    ],
)
def test_it_is_silent(files):
    assert said(RULE, files) == []
