"""Builds of what is not there."""

import pytest

from tests.bot.lint.projects import said

RULE = "wrong-context-or-file"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        (
            {".gitlab-ci.yml": "a:\n  script:\n    - docker build -f d/Dockerfil .\n", "d/Dockerfile": "FROM a:1\n"},
            [".gitlab-ci.yml:3"],
        ),
        (
            {".gitlab-ci.yml": "a:\n  script:\n    - docker build app\n", "Dockerfile": "FROM a:1\n"},
            [".gitlab-ci.yml:3"],
        ),
        ({".gitlab-ci.yml": "a:\n  script:\n    - docker build .\n"}, [".gitlab-ci.yml:3"]),
    ],
)
def test_it_speaks(files, places):
    assert said(RULE, files) == places


@pytest.mark.parametrize(
    "files",
    [
        {".gitlab-ci.yml": "a:\n  script:\n    - docker build .\n", "Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": "a:\n  script:\n    - docker build -f d/Dockerfile .\n", "d/Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": "a:\n  script:\n    - cd d\n    - docker build .\n", "d/Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": "a:\n  script:\n    - docker build -f $F .\n"},
        {".gitlab-ci.yml": "a:\n  script:\n    - docker build https://x.example.com/y.git\n"},
        {".gitlab-ci.yml": "a:\n  script:\n    - echo FROM a > Dockerfile\n    - docker build .\n"},
        {
            ".gitlab-ci.yml": "a:\n  script:\n    - cp x/Dockerfile .\n    - docker build .\n",
            "x/Dockerfile": "FROM a:1\n",
        },
        {".gitlab-ci.yml": "a:\n  script:\n    - git clone x y\n    - docker build y\n"},
        {".gitlab-ci.yml": 'a:\n  script:\n    - ssh h "docker build app"\n', "Dockerfile": "FROM a:1\n"},
        {
            ".gitlab-ci.yml": "a:\n  script:\n    - /kaniko/executor --context d --dockerfile Dockerfile -d x\n",
            "d/Dockerfile": "FROM a:1\n",
        },
        {".gitlab-ci.yml": "a:\n  script:\n    - podman build .\n", "Containerfile": "FROM a:1\n"},
    ],
)
def test_it_is_silent(files):
    assert said(RULE, files) == []
