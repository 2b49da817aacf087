"""Whole contexts without a .dockerignore."""

import pytest

from tests.bot.lint.projects import dockerfile, mended, said

RULE = "no-dockerignore"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nCOPY . .\n", [2]),
        ("FROM a:1\nRUN x\nADD ./ /app\nCOPY . /b\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nCOPY a /a\n",
        "FROM a:1 AS b\nFROM c:1\nCOPY --from=b . .\n",
        "FROM a:1\nRUN cp . /x\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []


@pytest.mark.parametrize(
    "path",
    [".dockerignore", "Dockerfile.dockerignore"],
)
def test_either_of_the_two_files_will_do(path):
    assert said(RULE, {"Dockerfile": "FROM a:1\nCOPY . .\n", path: ".git\n"}) == []


def test_the_context_that_a_build_names_counts():
    files = {"app/Dockerfile": "FROM a:1\nCOPY . .\n", ".dockerignore": ".git\n"}
    build = "a:\n  script: [docker build -t x %s]\n"
    assert said(RULE, files | {".gitlab-ci.yml": build % "app"}) == ["app/Dockerfile:2"]
    assert said(RULE, files | {".gitlab-ci.yml": build % "-f app/Dockerfile ."}) == []
    assert said(RULE, files) == []


def test_the_file_it_offers_leaves_out_nothing_that_the_build_names():
    text = "FROM a:1\nCOPY . .\nCOPY .gitlab-ci.yml /\nRUN git describe && npm ci\n"
    assert mended(RULE, {"Dockerfile": text}) == {".dockerignore": ".dockerignore\nDockerfile*\n**/node_modules\n"}
