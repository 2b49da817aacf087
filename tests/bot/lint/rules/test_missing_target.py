"""--target without its stage."""

import pytest

from tests.bot.lint.projects import job, mended, said

RULE = "missing-target"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        (
            {".gitlab-ci.yml": job("docker build --target prod ."), "Dockerfile": "FROM a:1 AS build\nFROM b:1\n"},
            [".gitlab-ci.yml:3"],
        ),
        (
            {".gitlab-ci.yml": job("docker build --target=biuld ."), "Dockerfile": "FROM a:1 AS build\nFROM b:1\n"},
            [".gitlab-ci.yml:3"],
        ),
        (
            {".gitlab-ci.yml": job("docker build -f d/Dockerfile --target x ."), "d/Dockerfile": "FROM a:1 AS y\n"},
            [".gitlab-ci.yml:3"],
        ),
        (
            {".gitlab-ci.yml": job("cd d && docker build --target x ."), "d/Dockerfile": "FROM a:1\n"},
            [".gitlab-ci.yml:3"],
        ),
    ],
)
def test_it_speaks(files, places):
    assert said(RULE, files) == places


@pytest.mark.parametrize(
    "files",
    [
        {".gitlab-ci.yml": job("docker build --target build ."), "Dockerfile": "FROM a:1 AS build\n"},
        {".gitlab-ci.yml": job("docker build --target BUILD ."), "Dockerfile": "FROM a:1 AS build\n"},
        {".gitlab-ci.yml": job("docker build --target 0 ."), "Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": job("docker build --target $T ."), "Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": job("docker build --target x .")},
        {".gitlab-ci.yml": job("docker build -f $F --target x ."), "Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": job("docker build ."), "Dockerfile": "FROM a:1\n"},
    ],
)
def test_it_is_silent(files):
    assert said(RULE, files) == []


@pytest.mark.parametrize(
    ("dockerfile", "target", "changed"),
    [
        ("FROM a:1 AS build\nFROM b:1\n", "prod", {"Dockerfile": "FROM a:1 AS build\nFROM b:1 AS prod\n"}),
        ("# Stage prod\nFROM a:1\nFROM b:1\n", "prod", {"Dockerfile": "# Stage prod\nFROM a:1 AS prod\nFROM b:1\n"}),
        ("FROM a:1 AS build\n", "biuld", {".gitlab-ci.yml": "a:\n  script:\n    - docker build --target build .\n"}),
    ],
)
def test_either_file_is_mended(dockerfile, target, changed):
    text = f"a:\n  script:\n    - docker build --target {target} .\n"
    assert mended(RULE, {".gitlab-ci.yml": text, "Dockerfile": dockerfile}) == changed
