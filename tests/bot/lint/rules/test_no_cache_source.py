"""A build on an empty engine without a cache."""

import pytest

from tests.bot.lint.projects import ci

RULE = "no-cache-source"

DIND = "image: docker:29\nservices: [docker:29-dind]\n"
"""Defaults of a file whose jobs have an engine of their own."""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (DIND + "a:\n  script:\n    - docker build -t x:1 .\n", [5]),
        (DIND + "a:\n  script:\n    - docker compose build\n", [5]),
        (DIND + "a:\n  script:\n    - docker compose up -d --build\n", [5]),
        (DIND + "a:\n  script:\n    - docker build .\n    - docker build -t y .\n", [5, 6]),
        ("a:\n  image: gcr.io/kaniko-project/executor:debug\n  script:\n    - /kaniko/executor --destination x\n", [4]),
        ("a:\n  image: quay.io/buildah/stable:v1.39\n  script:\n    - buildah bud -t x .\n", [4]),
        ("a:\n  image: docker:29\n  script:\n    - dockerd &\n    - docker build .\n", [5]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        DIND + "a:\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n",
        DIND + "a:\n  script:\n    - docker info\n",
        DIND + "a:\n  script:\n    - docker build -t x --cache-from type=registry,ref=x:c .\n",
        DIND + "a:\n  script:\n    - docker build --cache-from x:1 -t x:1 .\n    - docker build -t y .\n",
        DIND + "a:\n  script:\n    - docker build $BUILD_ARGS .\n",
        DIND + "a:\n  script:\n    - docker buildx bake\n",
        "a:\n  script:\n    - docker build -t x:1 .\n",
        "a:\n  image: docker:29\n  script:\n    - docker build -t x:1 .\n",
        "a:\n  script:\n    - buildah bud -t x .\n",
        DIND + 'a:\n  script:\n    - ssh host "docker build ."\n',
        "a:\n  image: gcr.io/kaniko-project/executor:debug\n  script:\n    - /kaniko/executor --cache=true --destination x\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
