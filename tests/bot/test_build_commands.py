"""The command line of a build, as jobs write it."""

import pytest

from bot.build_commands import read_build_command


@pytest.mark.parametrize(
    ("line", "program", "dockerfile", "context", "target"),
    [
        ("docker build .", "docker", "Dockerfile", ".", None),
        ("docker build -t app:1 .", "docker", "Dockerfile", ".", None),
        ("docker build -t app:1 api", "docker", "api/Dockerfile", "api", None),
        ("docker build --tag app -f docker/api.Dockerfile .", "docker", "docker/api.Dockerfile", ".", None),
        ("docker build -fapi/Dockerfile api/", "docker", "api/Dockerfile", "api", None),
        ("docker build --file=api/Dockerfile --target production .", "docker", "api/Dockerfile", ".", "production"),
        ("docker build --pull --no-cache -q --rm .", "docker", "Dockerfile", ".", None),
        ("docker build -t $IMAGE ./$APP", "docker", None, None, None),
        ('docker build -t "$IMAGE" "$CI_PROJECT_DIR/api"', "docker", "api/Dockerfile", "api", None),
        ("docker build https://example.com/repo.git", "docker", None, None, None),
        ("docker build - < Dockerfile", "docker", None, None, None),
        ("docker buildx build --push --platform linux/amd64,linux/arm64 -t x .", "docker", "Dockerfile", ".", None),
        ("DOCKER_BUILDKIT=1 docker build . && docker push x", "docker", "Dockerfile", ".", None),
        ("cd api && docker image build . || true", "docker", "Dockerfile", ".", None),
        ("docker build --label 'a b=c d' .", "docker", "Dockerfile", ".", None),
        ("buildah bud --layers -t x api", "buildah", "api/Dockerfile", "api", None),
        ("podman build -t x .", "podman", "Dockerfile", ".", None),
        (
            "/kaniko/executor --context $CI_PROJECT_DIR/api --dockerfile api/Dockerfile --cache=true",
            "kaniko", "api/Dockerfile", "api", None,
        ),
        ("/kaniko/executor --context dir:///workspace --destination x", "kaniko", None, None, None),
    ],
)  # fmt: skip
def test_a_build_names_its_files(line, program, dockerfile, context, target):
    build = read_build_command(line)
    assert build is not None
    assert (build.program, build.dockerfile, build.context_folder, build.target) == (
        program,
        dockerfile,
        context,
        target,
    )


def test_a_line_that_no_shell_would_take_is_read_as_words():
    build = read_build_command("docker build --target x 'unclosed .")
    assert build is not None
    assert build.target == "x"


@pytest.mark.parametrize("line", ["", "echo docker built", "docker push x", "docker pull x", "go build .", "docker ps"])
def test_other_commands_are_no_builds(line):
    assert read_build_command(line) is None


def test_options_may_come_several_times():
    build = read_build_command(
        'docker build --build-arg A=1 --build-arg "B=x y" --build-arg C --cache-from a --cache-from=b .'
    )
    assert build is not None
    assert build.build_args == {"A": "1", "B": "x y", "C": None}
    assert build.values("--cache-from") == ("a", "b")


@pytest.mark.parametrize(
    ("option", "is_on"),
    [("--no-cache", True), ("--no-cache=true", True), ("--no-cache=false", False), ("--pull", False)],
)
def test_a_switch_may_be_turned_off(option, is_on):
    build = read_build_command(f"docker build {option} .")
    assert build is not None
    assert build.is_on("--no-cache") is is_on
