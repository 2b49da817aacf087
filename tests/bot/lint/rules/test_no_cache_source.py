"""A build on an empty engine without a cache."""

import pytest

from tests.bot.lint.projects import WITH_ENGINE, ci, job

RULE = "no-cache-source"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (WITH_ENGINE + job("docker build -t x:1 ."), [5]),
        (WITH_ENGINE + job("docker compose build"), [5]),
        (WITH_ENGINE + job("docker compose up -d --build"), [5]),
        (WITH_ENGINE + job("docker build .", "docker build -t y ."), [5, 6]),
        ("a:\n  image: gcr.io/kaniko-project/executor:debug\n  script:\n    - /kaniko/executor --destination x\n", [4]),
        (job("buildah bud -t x .", head="image: quay.io/buildah/stable:v1.39"), [4]),
        ("a:\n  image: docker:29\n  script:\n    - dockerd &\n    - docker build .\n", [5]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        WITH_ENGINE + job("docker build --cache-from x:1 -t x:1 ."),
        WITH_ENGINE + job("docker info"),
        WITH_ENGINE + job("docker build -t x --cache-from type=registry,ref=x:c ."),
        WITH_ENGINE + job("docker build --cache-from x:1 -t x:1 .", "docker build -t y ."),
        WITH_ENGINE + job("docker build $BUILD_ARGS ."),
        WITH_ENGINE + job("docker buildx bake"),
        job("docker build -t x:1 ."),
        job("docker build -t x:1 .", head="image: docker:29"),
        job("buildah bud -t x ."),
        WITH_ENGINE + job('ssh host "docker build ."'),
        job("/kaniko/executor --cache=true -d x", head="image: gcr.io/kaniko-project/executor:debug"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
