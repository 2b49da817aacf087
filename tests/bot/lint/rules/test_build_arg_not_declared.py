"""Arguments that no ARG takes."""

import pytest

from tests.bot.lint.projects import job, said

RULE = "build-arg-not-declared"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({".gitlab-ci.yml": job("docker build --build-arg A=1 ."), "Dockerfile": "FROM a:1\n"}, [".gitlab-ci.yml:3"]),
        (
            {".gitlab-ci.yml": job("docker build --build-arg VERSON=1 ."), "Dockerfile": "FROM a:1\nARG VERSION\n"},
            [".gitlab-ci.yml:3"],
        ),
    ],
)
def test_it_speaks(files, places):
    assert said(RULE, files) == places


@pytest.mark.parametrize(
    "files",
    [
        {".gitlab-ci.yml": job("docker build --build-arg A=1 ."), "Dockerfile": "ARG A\nFROM a:1\n"},
        {".gitlab-ci.yml": job("docker build --build-arg A=1 ."), "Dockerfile": "FROM a:1\nARG B=2 A=1\n"},
        {
            ".gitlab-ci.yml": job("docker build --build-arg HTTP_PROXY=x --build-arg BUILDKIT_INLINE_CACHE=1 ."),
            "Dockerfile": "FROM a:1\n",
        },
        {".gitlab-ci.yml": job("docker build --build-arg A=1 .")},
        {".gitlab-ci.yml": job("docker build --build-arg NPM_TOKEN=1 ."), "Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": job("docker build --build-arg $A=1 ."), "Dockerfile": "FROM a:1\n"},
    ],
)
def test_it_is_silent(files):
    assert said(RULE, files) == []
