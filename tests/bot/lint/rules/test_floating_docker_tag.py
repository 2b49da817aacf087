"""Docker's images without a version."""

import pytest

from tests.bot.lint.projects import ci

RULE = "floating-docker-tag"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  image: docker:latest\n  services: [docker:29-dind]\n  script: [docker info]\n", [2]),
        ("image: docker\nservices:\n  - docker:dind\na:\n  script: [docker info]\n", [1, 3]),
        ("services:\n  - name: docker:dind-rootless\n", [2]),
        (".t:\n  image: docker.io/library/docker:git\n  script: [docker info]\n", [2]),
        ("a:\n  image: ${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/docker:stable\n  script: [docker info]\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  image: docker:29\n  services: [docker:29-dind]\n  script: [docker info]\n",
        "a:\n  image: docker:$VERSION\n  script: [docker info]\n",
        "a:\n  image: docker@sha256:abc\n  script: [docker info]\n",
        "variables:\n  V: 29\na:\n  image: docker:$V\n  script: [docker info]\n",
        "a:\n  image: alpine:latest\n  script: [docker info]\n",
        "image: docker:latest\na:\n  image: docker:29\n  script: [docker info]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
