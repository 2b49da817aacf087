"""Commands as a shell echoes them: the builder they speak for, and the images among their words."""

import pytest

from bot.traces.commands import read_command
from bot.traces.model import Builder


@pytest.mark.parametrize(
    ("line", "builder"),
    [
        ("docker build .", None),
        ("docker buildx build .", Builder.BUILDKIT),
        ("buildctl build --frontend x", Builder.BUILDKIT),
        ("sudo podman build .", Builder.PODMAN),
        ("buildah bud .", Builder.BUILDAH),
        ("/kaniko/executor --context .", Builder.KANIKO),
        ("echo podmanager", None),
        ("", None),
    ],
)
def test_a_command_may_speak_for_a_builder(line, builder):
    assert read_command(line).builder is builder


@pytest.mark.parametrize(
    ("line", "images"),
    [
        ("docker pull a/b:1 && docker push c/d:2", ("a/b:1",)),
        ("docker tag a:1 host.test/a:1", ("a:1", "host.test/a:1")),
        ("docker build -t a:1 -t $B --cache-from c:1 --cache-from type=gha .", ("a:1", "c:1")),
        ("docker buildx build --cache-to type=registry,ref=c:1,mode=max .", ("c:1",)),
        ("/kaniko/executor --destination a:1 --cache-repo host.test/c", ("host.test/c", "a:1")),
        ("buildah push a docker://host.test/a:1", ("a", "host.test/a:1")),
        ("docker push 'unclosed a:1", ("a:1",)),
        ("docker images a:1", ()),
        ("docker pull Upper/Case", ()),
    ],
)
def test_the_images_of_a_command_are_those_it_names_itself(line, images):
    assert read_command(line).images == images


def test_what_a_pull_asks_for_and_a_build_takes_is_the_same_word():
    assert (
        read_command('docker pull "$I:latest" || true').pulled
        in read_command("docker build --cache-from $I:latest .").caches
    )
