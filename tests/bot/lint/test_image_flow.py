"""Which references can be the same, and what the commands of a file make, push and describe."""

import pytest

from bot.lint.image_flow import full, may_be
from tests.bot.lint.projects import job, project


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("x", "x:latest"),
        ("x:1", "x:1"),
        ("docker.io/library/x", "x:latest"),
        ("docker.io/y/x:1", "y/x:1"),
        ("r:5000/x", "r:5000/x:latest"),
        ("x@sha256:ab", "x@sha256:ab"),
        ("${CI_REGISTRY}/${CI_PROJECT_PATH}/a:1", "${CI_REGISTRY_IMAGE}/a:1"),
    ],
)
def test_a_reference_is_completed(written, meant):
    assert full(written) == meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x:1", "x:1"),
        ("x:${TAG}", "x:latest"),
        ("x:${A}-${B}", "x:1-2"),
        ("x:*", "x:anything"),
        ("x:${CI_COMMIT_REF_SLUG}", "x:main"),
        ("x:${CI_COMMIT_REF_SLUG}", "x:${CI_DEFAULT_BRANCH}"),
        ("x:$(date)", "x:1"),
    ],
)
def test_references_that_can_be_the_same(one, other):
    assert may_be(one, other)
    assert may_be(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x:1", "x:2"),
        ("x:1", "y:1"),
        ("${A}:1", "${B}:1"),
        ("x:${CI_COMMIT_SHA}", "x:latest"),
        ("x:${CI_COMMIT_SHA:0:8}", "x:latest"),
        ("x:${CI_COMMIT_REF_SLUG}", "x:latest"),
        ("x:${CI_COMMIT_REF_SLUG}", "x:${CI_COMMIT_SHA}"),
        ("x:${VERSION}", "x:latest"),
        ("x:v${TAG}", "x:latest"),
        ("x@sha256:ab", "x:latest"),
    ],
)
def test_references_that_cannot_be_the_same(one, other):
    assert not may_be(one, other)
    assert not may_be(other, one)


def flow(*script):
    (source,) = project({".gitlab-ci.yml": job(*script)}).project.ci_files
    return source.flow


@pytest.mark.parametrize(
    ("command", "pushed", "made"),
    [
        ("docker push x", {"x:latest"}, set()),
        ("docker build -t x -t x:1 .", set(), {"x:latest", "x:1"}),
        ("docker buildx build -t x:1 --push .", {"x:1"}, {"x:1"}),
        ("docker buildx build --cache-to type=registry,ref=x:c .", {"x:c"}, {"x:c"}),
        ("docker buildx build --cache-to type=local,dest=d .", set(), set()),
        ("docker tag y x:1", set(), {"x:1"}),
        ("docker push -a x", {"x:*"}, set()),
        ("crane copy y x:1", {"x:1"}, {"x:1"}),
        ("/kaniko/executor -d x:1", {"x:1"}, {"x:1"}),
        ("/kaniko/executor -d x:1 --no-push", set(), {"x:1"}),
        ("echo docker push x", set(), set()),
    ],
)
def test_what_a_command_makes_and_pushes(command, pushed, made):
    found = flow(command)
    assert {one.reference for one in found.pushed} == pushed
    assert {one.reference for one in found.made} == made


def test_another_name_of_an_image_with_metadata_has_it_too():
    found = flow("docker build --cache-to type=inline -t a .", "docker tag b c:1", "docker tag a b")
    assert found.has_metadata("c:1")
    assert not found.has_metadata("d:1")


def test_compose_and_bake_push_what_is_named_elsewhere():
    assert flow("docker compose push").is_opaque
    assert flow("docker buildx bake --push").is_opaque
    assert not flow("docker compose build").is_opaque
