"""Client and service of different versions."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "dind-version-mismatch"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  image: docker:29\n  services:\n    - docker:27-dind\n  script: [docker info]\n", [4]),
        ("a:\n  image: docker:cli\n  services:\n    - docker:27-dind\n  script: [docker info]\n", [4]),
        ("a:\n  image: docker:27\n  services:\n    - docker:dind\n  script: [docker info]\n", [4]),
        ("a:\n  image: docker:27.1\n  services:\n    - docker:27.2-dind\n  script: [docker info]\n", [4]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  image: docker:29-cli\n  services: [docker:29-dind]\n  script: [docker info]\n",
        "a:\n  image: docker:latest\n  services: [docker:dind]\n  script: [docker info]\n",
        "a:\n  image: docker:git\n  services: [docker:stable-dind]\n  script: [docker info]\n",
        "a:\n  image: alpine:3\n  services: [docker:29-dind]\n  script: [docker info]\n",
        "a:\n  image: docker:$V\n  services: [docker:29-dind]\n  script: [docker info]\n",
        "a:\n  image: docker@sha256:abc\n  services: [docker:29-dind]\n  script: [docker info]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


@pytest.mark.parametrize(
    ("client", "service", "new_client", "new_service"),
    [
        ("docker:29", "docker:27-dind", "docker:29", "docker:29-dind"),
        ("docker:26-git", "docker:27-dind", "docker:27-git", "docker:27-dind"),
        ("docker:cli", "docker:27-dind", "docker:27-cli", "docker:27-dind"),
        ("docker", "docker:27-dind", "docker:27", "docker:27-dind"),
        ("docker:27.1-cli", "docker:dind", "docker:27.1-cli", "docker:27.1-dind"),
    ],
)
def test_what_floats_is_pinned_and_the_older_is_raised(client, service, new_client, new_service):
    text = "a:\n  image: {}\n  services:\n    - {}\n  script: [docker info]\n"
    new = mended(RULE, {".gitlab-ci.yml": text.format(client, service)})
    assert new[".gitlab-ci.yml"] == text.format(new_client, new_service)
