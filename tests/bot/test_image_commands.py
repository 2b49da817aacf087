"""Commands that have to do with images, with their flags."""

import shlex

import pytest

from bot.image_commands import Verb, read_image_command

D = "reg.example.com/app"


@pytest.mark.parametrize(
    ("line", "verb", "pulled", "pushed"),
    [
        ("docker build -t x .", Verb.BUILD, (), ()),
        ("docker image build -t x .", Verb.BUILD, (), ()),
        ("docker --host tcp://x build -t x .", Verb.BUILD, (), ()),
        ("/usr/bin/docker build -t x .", Verb.BUILD, (), ()),
        ("sudo docker build -t x .", Verb.BUILD, (), ()),
        ("timeout 60 docker build -t x .", Verb.BUILD, (), ()),
        (f"docker buildx build --push -t {D}:1 -t {D}:2 .", Verb.BUILD, (), (f"{D}:1", f"{D}:2")),
        (f"docker buildx build --push=false -t {D}:1 .", Verb.BUILD, (), ()),
        (f"docker buildx build -o type=image,name={D}:1,push=true .", Verb.BUILD, (), (f"{D}:1",)),
        (f"docker buildx build --output type=registry -t {D}:1 .", Verb.BUILD, (), (f"{D}:1",)),
        (
            f"docker buildx build '--output=type=image,\"name={D}:1,{D}:2\",push=true' .",
            Verb.BUILD, (), (f"{D}:1", f"{D}:2"),
        ),
        ("docker buildx build --load -t x .", Verb.BUILD, (), ()),
        ("docker buildx bake --push", Verb.BUILD, (), ()),
        ("docker compose build api", Verb.BUILD, (), ()),
        ("docker compose -f a.yml -p x build", Verb.BUILD, (), ()),
        ("docker-compose -f a.yml build --pull", Verb.BUILD, (), ()),
        ("docker compose push", Verb.PUSH, (), ()),
        ("buildah bud --layers -t x .", Verb.BUILD, (), ()),
        ("buildah build -t x .", Verb.BUILD, (), ()),
        ("podman build -t x .", Verb.BUILD, (), ()),
        (f"buildctl build --output type=image,name={D}:1,push=true", Verb.BUILD, (), (f"{D}:1",)),
        (f"buildctl-daemonless.sh build --output type=image,name={D}:1,push=true", Verb.BUILD, (), (f"{D}:1",)),
        (f"/kaniko/executor --context . --destination {D}:1 --destination {D}:2", Verb.BUILD, (), (f"{D}:1", f"{D}:2")),
        (f"/kaniko/executor -c . -f Dockerfile -d {D}:1", Verb.BUILD, (), (f"{D}:1",)),
        (f"/kaniko/executor --context . --no-push --destination {D}:1", Verb.BUILD, (), ()),
        (f"docker pull {D}:1", Verb.PULL, (f"{D}:1",), ()),
        (f"docker pull -q {D}:1", Verb.PULL, (f"{D}:1",), ()),
        (f"docker pull --platform linux/arm64 {D}:1", Verb.PULL, (f"{D}:1",), ()),
        (f"podman image pull {D}:1", Verb.PULL, (f"{D}:1",), ()),
        (f"docker push {D}:1", Verb.PUSH, (), (f"{D}:1",)),
        (f"docker push --all-tags {D}", Verb.PUSH, (), (D,)),
        (f"docker image push {D}:1", Verb.PUSH, (), (f"{D}:1",)),
        (f"docker manifest push --purge {D}:1", Verb.PUSH, (), (f"{D}:1",)),
        (f"docker buildx imagetools create -t {D}:1 {D}:a {D}:b", Verb.PUSH, (), (f"{D}:1",)),
        (f"buildah push x docker://{D}:1", Verb.PUSH, (), (f"{D}:1",)),
        (f"podman push {D}:1", Verb.PUSH, (), (f"{D}:1",)),
        (f"skopeo copy docker://{D}:1 docker://{D}:2", Verb.PUSH, (), (f"{D}:2",)),
        (f"crane cp {D}:1 {D}:2", Verb.PUSH, (), (f"{D}:2",)),
        (f"crane append -f layer.tar -t {D}:2", Verb.PUSH, (), (f"{D}:2",)),
        (f"docker tag x {D}:1", Verb.TAG, (), ()),
        ("docker login -u x --password-stdin reg.example.com", Verb.LOGIN, (), ()),
    ],
)  # fmt: skip
def test_an_image_command_is_known_by_its_verb(line, verb, pulled, pushed):
    command = read_image_command(shlex.split(line))
    assert command is not None
    assert (command.verb, command.pulled, command.pushed) == (verb, pulled, pushed)


@pytest.mark.parametrize(
    "line",
    ["", "docker", "docker ps", "docker run x build", "echo docker build .", "go build .", "npm run docker build",
     "docker system prune -af", "docker rmi x", "helm push x", "git push", "apt-get install docker",
     "docker-machine ls"],
)  # fmt: skip
def test_other_commands_are_none(line):
    assert read_image_command(shlex.split(line)) is None


@pytest.mark.parametrize(
    ("line", "options", "arguments"),
    [
        ("docker login -u x -p y reg", (("--username", "x"), ("--password", "y")), ("reg",)),
        ("docker login --username=x --password=y", (("--username", "x"), ("--password", "y")), ()),
        ("docker login -px reg", (("--password", "x"),), ("reg",)),
        ("docker login --password-stdin -u x reg", (("--password-stdin", ""), ("--username", "x")), ("reg",)),
        ("crane auth login reg -u x -p y", (("--username", "x"), ("--password", "y")), ("reg",)),
        ("docker compose -f a.yml build --pull api", (("--file", "a.yml"), ("--pull", "")), ("api",)),
        ("docker build --squash -t x .", (("--squash", ""), ("--tag", "x")), (".",)),
    ],
)
def test_flags_come_with_long_names(line, options, arguments):
    command = read_image_command(shlex.split(line))
    assert command is not None
    assert (command.options, command.arguments) == (options, arguments)


def test_a_tag_names_both_images():
    command = read_image_command(["docker", "tag", "x:1", "y:2"])
    assert command is not None
    assert command.tagged == ("x:1", ("y:2",))


def test_buildctl_is_asked_with_the_words_of_docker():
    command = read_image_command(shlex.split(
        "buildctl --addr unix:///x build --frontend dockerfile.v0 --local context=api --local dockerfile=docker "
        "--opt filename=api.Dockerfile --opt target=prod --opt build-arg:A=1 --opt platform=linux/arm64 "
        "--import-cache type=registry,ref=x:cache --export-cache type=inline --output type=image,name=x:1,push=true"
    ))  # fmt: skip
    assert command is not None
    build = command.build
    assert build is not None
    assert (build.context_folder, build.dockerfile, build.target) == ("api", "docker/api.Dockerfile", "prod")
    assert (build.build_args, build.cache_sources, build.tags) == ({"A": "1"}, ("x:cache",), ("x:1",))
    assert build.values("--platform") == ("linux/arm64",)


@pytest.mark.parametrize(
    ("options", "sources"),
    [
        ("--cache-from x:1", ("x:1",)),
        ("--cache-from x:1 --cache-from=x:2", ("x:1", "x:2")),
        ("--cache-from type=registry,ref=x:1", ("x:1",)),
        ("--cache-from type=local,src=dir", ()),
        ("--cache-from type=gha", ()),
        ("", ()),
    ],
)
def test_cache_sources_are_references(options, sources):
    command = read_image_command(shlex.split(f"docker build {options} ."))
    assert command is not None
    assert command.build is not None
    assert command.build.cache_sources == sources
