"""Arguments that no ARG takes."""

import pytest

from tests.bot.lint.projects import said

RULE = "build-arg-not-declared"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        (
            {".gitlab-ci.yml": "a:\n  script:\n    - docker build --build-arg A=1 .\n", "Dockerfile": "FROM a:1\n"},
            [".gitlab-ci.yml:3"],
        ),
        (
            {
                ".gitlab-ci.yml": "a:\n  script:\n    - docker build --build-arg VERSON=1 .\n",
                "Dockerfile": "FROM a:1\nARG VERSION\n",
            },
            [".gitlab-ci.yml:3"],
        ),
    ],
)
def test_it_speaks(files, places):
    assert said(RULE, files) == places


@pytest.mark.parametrize(
    "files",
    [
        {".gitlab-ci.yml": "a:\n  script:\n    - docker build --build-arg A=1 .\n", "Dockerfile": "ARG A\nFROM a:1\n"},
        {
            ".gitlab-ci.yml": "a:\n  script:\n    - docker build --build-arg A=1 .\n",
            "Dockerfile": "FROM a:1\nARG B=2 A=1\n",
        },
        {
            ".gitlab-ci.yml": "a:\n  script:\n    - docker build --build-arg HTTP_PROXY=x --build-arg BUILDKIT_INLINE_CACHE=1 .\n",
            "Dockerfile": "FROM a:1\n",
        },
        {".gitlab-ci.yml": "a:\n  script:\n    - docker build --build-arg A=1 .\n"},
        {".gitlab-ci.yml": "a:\n  script:\n    - docker build --build-arg NPM_TOKEN=1 .\n", "Dockerfile": "FROM a:1\n"},
        {".gitlab-ci.yml": "a:\n  script:\n    - docker build --build-arg $A=1 .\n", "Dockerfile": "FROM a:1\n"},
    ],
)
def test_it_is_silent(files):
    assert said(RULE, files) == []
