"""Causes are asked for where the cache was lost, and of the files that the builds name."""

import pytest

from bot.misses.wanted import MOST_PATHS, BuildFiles, build_files, is_worth_asking, wanted_paths
from bot.traces.model import Build, Builder, Trace
from tests.bot.misses.logs_in_words import log

GUESS = BuildFiles()


def build(command, *, target=""):
    return Build(0, Builder.BUILDKIT, 1, command, target=target)


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("docker build .", BuildFiles("Dockerfile", ".", is_guess=False)),
        ("docker build -t a:1 --pull api", BuildFiles("api/Dockerfile", "api", is_guess=False)),
        ("docker buildx build -f docker/api.Dockerfile .", BuildFiles("docker/api.Dockerfile", ".", is_guess=False)),
        ("buildah bud -f Containerfile $CI_PROJECT_DIR", BuildFiles("Containerfile", ".", is_guess=False)),
        ("docker build -f $FILE .", GUESS),
        ("docker build $FOLDER", GUESS),
        ("docker build - < Dockerfile", GUESS),
        ("docker build https://example.com/acme/api.git", GUESS),
        ("docker build \\ # collapsed multi-line command", GUESS),
        ("docker build -t a:1 \\", GUESS),
        ("make image", GUESS),
        ("", GUESS),
    ],
)
def test_the_command_names_the_dockerfile_and_the_context(command, files):
    assert build_files(build(command)) == files


def test_what_bake_or_compose_builds_is_described_elsewhere():
    assert build_files(build("docker compose build .", target="api")) == GUESS


@pytest.mark.parametrize(
    ("commands", "paths"),
    [
        ([], ()),
        (["docker build ."], ("Dockerfile", "Dockerfile.dockerignore", ".dockerignore")),
        (["make"], ("Dockerfile", "Dockerfile.dockerignore", ".dockerignore")),
        (["docker build ."] * 2, ("Dockerfile", "Dockerfile.dockerignore", ".dockerignore")),
        (["docker build -f a/D b"], ("a/D", "a/D.dockerignore", "b/.dockerignore")),
        (["docker build -f ../D ."], (".dockerignore",)),
    ],
)
def test_each_file_is_asked_for_once(commands, paths):
    assert wanted_paths([Trace(builds=tuple(map(build, commands)))]) == paths


def test_no_log_makes_us_ask_for_more_than_a_few_files():
    many = Trace(builds=tuple(build(f"docker build part-{number}") for number in range(100)))
    assert len(wanted_paths([many])) == MOST_PATHS


def steps(*answers, last="RUN three"):
    names = ["RUN one", "RUN two", last]
    rows = zip(names, answers, strict=False)
    return log(("x", 1, "FROM a", None), *(("x", n, name, answer) for n, (name, answer) in enumerate(rows, 2)))


@pytest.mark.parametrize(
    ("now", "before", "is_worth"),
    [
        (steps("hit", "hit", "hit"), steps("hit", "hit", "hit"), False),
        (steps("hit", "hit", "miss"), steps("hit", "hit", "hit"), True),
        (steps("hit", "hit", "miss"), steps("hit", "hit", "miss"), False),
        (steps("hit", "miss", "miss"), steps("hit", "hit", "miss"), True),
        (steps("hit", "hit", "hit"), steps("hit", "hit", "miss"), False),
        (steps("hit", "hit", "miss", last="RUN four"), steps("hit", "hit", "hit"), True),
        (steps("miss", "miss", "miss"), steps("miss", "miss", "miss"), True),
        (steps("miss", "miss", "miss"), None, True),
        (steps("hit", "hit", "miss"), None, False),
        (steps(None, None), None, False),
        (Trace(), None, False),
        (Trace(), steps("hit", "hit", "hit"), False),
    ],
)
def test_only_what_was_lost_is_asked_about(now, before, is_worth):
    assert is_worth_asking(now, before) is is_worth
