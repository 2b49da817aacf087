"""What stands around the builds: sections, the runner's last word, commands, pulls and the names of images."""

import pytest

from bot.traces.job import MOST_PHASES
from bot.traces.model import CacheSource, Phase, SourceKind
from tests.bot.traces.logs_in_words import echo, read, stamped

CLEAR = "\r\x1b[0K"


def section(word, at, name, options=""):
    return f"section_{word}:{at}:{name}{options}{CLEAR}"


def test_sections_become_phases_with_their_seconds_and_depth():
    log = (
        f"{section('start', 100, 'prepare_executor')}Preparing\n"
        f"{section('end', 108, 'prepare_executor')}{section('start', 108, 'step_script')}Executing\n"
        f"{section('start', 110, 'my_own', '[collapsed=true,hide_duration=true]')}Header\n"
        f"{section('end', 115, 'my_own')}\n{section('start', 120, 'another.one')}\n"
    )
    assert read(log).phases == (
        Phase("prepare_executor", 1, 8.0),
        Phase("step_script", 2),
        Phase("my_own", 3, 5.0, depth=1),
        Phase("another.one", 5, None, depth=1),
    )


def test_time_stamps_are_finer_than_the_markers():
    lines = ["00O section_start:1:a\r", "00O+\x1b[0KText", "00O section_end:99:a\r", "00O+\x1b[0K"]
    assert read(stamped(*lines)).phases == (Phase("a", 1, 2.0),)


@pytest.mark.parametrize(
    ("log", "phases"),
    [
        (section("end", 5, "never_begun"), ()),
        (section("start", 1, "a") + section("start", 2, "b") + section("end", 9, "a"), (("a", 8.0), ("b", None))),
        (section("start", 9, "a") + section("end", 5, "a"), (("a", 0.0),)),
        ('echo "section_start:1:a"', ()),
        ("section_start:1:a b\r", ()),
        ("section_start:x:a\r", ()),
    ],
)
def test_broken_sections_break_nothing(log, phases):
    assert tuple((one.name, one.seconds) for one in read(log).phases) == phases


def test_a_flood_of_sections_is_bounded_and_said_to_be_partial():
    flood = "".join(
        f"{section('start', n, f's{n}')}\n{section('end', n + 1, f's{n}')}\n" for n in range(MOST_PHASES + 5)
    )
    trace = read(flood)
    assert (len(trace.phases), trace.is_partial) == (MOST_PHASES, True)


@pytest.mark.parametrize(
    ("log", "has_ended"),
    [
        ("\x1b[32;1mJob succeeded\x1b[0;m\n", True),
        ("\x1b[31;1mERROR: Job failed: exit code 1\n\x1b[0;m\n", True),
        ("ERROR: Job failed (system failure): x\n", True),
        ("Job succeeded\n" + section("start", 1, "step_script"), False),
        ("the Job succeeded\n", False),
        ("text\n", False),
        ("", False),
    ],
)
def test_only_the_runners_last_word_ends_a_job(log, has_ended):
    assert read(log).has_ended is has_ended


def test_the_log_limit_is_noticed():
    log = "#5 [2/3] RUN x\n#5 0.1 te\n\x1b[33;1mJob's log exceeded limit of 4194304 bytes.\nJob execution will continue"
    assert read(log).is_truncated


IMAGES = [
    ("Successfully tagged host.test/app:1", "host.test/app:1"),
    ("The push refers to repository [host.test/app]", "host.test/app"),
    ("The push refers to a repository [host.test/app] (len: 1)", "host.test/app"),
    ("Status: Downloaded newer image for node:20", "node:20"),
    ("Status: Image is up to date for node:20", "node:20"),
    ("Trying to pull docker.io/library/node:20...", "docker.io/library/node:20"),
    ("Unable to find image 'node:20' locally", "node:20"),
    ("Error response from daemon: manifest for host.test/app:1 not found: manifest unknown", "host.test/app:1"),
    ("Error response from daemon: pull access denied for acme/app, repository does not exist", "acme/app"),
    ("Using Docker executor with image docker:27 ...", "docker:27"),
    ("Starting service docker:27-dind...", "docker:27-dind"),
    ("Starting service docker:dind ...", "docker:dind"),
    ("WARNING: Service docker:dind is already created. Ignoring.", "docker:dind"),
    ("Pulling docker image docker:27 ...", "docker:27"),
    ('ERROR: Job failed: failed to pull image "docker:27" with specified policies [always]: x', "docker:27"),
    ("ERROR: failed to solve: failed to push host.test/app:1: denied", "host.test/app:1"),
    ("Get https://registry-1.docker.io/v2/library/redis/manifests/7: timeout", "redis:7"),
    ('failed: Head "https://host.test:5050/v2/acme/app/manifests/1": no basic auth', "host.test:5050/acme/app:1"),
    (echo("docker pull node:20"), "node:20"),
    (echo("docker pull -q host.test/app:1 || true"), "host.test/app:1"),
    (echo("docker build --tag host.test/app:1 --cache-from $I ."), "host.test/app:1"),
    (echo("docker --debug build -t app ."), "app"),
    (echo("buildah push app docker://host.test/app:1"), "host.test/app:1"),
    ("+ docker buildx --builder b build --cache-from=type=registry,ref=host.test/c:1 .", "host.test/c:1"),
    ("user@host:~$ docker pull node:20", "node:20"),
    ("DOCKER_BUILDKIT=1 docker build --cache-from=acme/app:1 .", "acme/app:1"),
    ("Step 1/2 : FROM --platform=linux/amd64 node:20 AS a", "node:20"),
    ("Step 1/2 : ARG BASE=debian:12\nStep 2/2 : FROM ${BASE}-slim", "debian:12-slim"),
    ("Step 5/9 : COPY --from=host.test/tools:1 /a /b", "host.test/tools:1"),
    ("#4 [1/2] FROM host.test/app:1@sha256:0", "host.test/app:1"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "name"), IMAGES)
def test_an_image_that_the_log_names_is_found(line, name):
    assert name in read(line).image_refs


@pytest.mark.parametrize(
    "line",
    [
        "Step 1/2 : FROM scratch",
        "Step 1/2 : FROM ${BASE}",
        "Step 1/3 : FROM [MASKED]/app",
        echo("docker pull $CI_REGISTRY_IMAGE:latest || true"),
        echo("docker run --rm node:20 npm test"),
        echo('docker build --label "a=b" --build-arg X=node:20 .'),
        "we push to a repository [x]",
        "docker pull node:20",
    ],
)
def test_what_names_no_image_names_none(line):
    assert read(line).image_refs == ()


def test_a_stage_is_no_image():
    log = "Step 1/3 : FROM node AS build\nStep 2/3 : FROM build AS test\nStep 3/3 : COPY --from=build /a /b\n"
    assert read(log).image_refs == ("node",)


PULL = echo("docker pull $I:latest || true")
BUILD = echo("docker build --cache-from $I:latest .")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Status: Downloaded newer image for host.test/app:latest", CacheSource(SourceKind.PULL, "host.test/app:latest", 2, is_usable=True)),
        (
            "Error response from daemon: manifest for host.test/app:latest not found: manifest unknown",
            CacheSource(SourceKind.PULL, "host.test/app:latest", 2, is_usable=False,
                        message="manifest for host.test/app:latest not found: manifest unknown"),
        ),
        (
            "Error response from daemon: toomanyrequests",
            CacheSource(SourceKind.PULL, "$I:latest", 2, is_usable=False, message="toomanyrequests"),
        ),
    ],
)  # fmt: skip
def test_a_pull_for_a_build_is_a_cache_that_was_tried(answer, expected):
    assert read(f"{PULL}\n{answer}\n{BUILD}\n").cache_sources == (expected,)


@pytest.mark.parametrize(
    "log",
    [
        f"{PULL}\nStatus: Downloaded newer image for host.test/app:latest\n{echo('docker build .')}\n",
        f"{echo('docker pull node:20')}\nStatus: Downloaded newer image for node:20\n{BUILD}\n",
        f"{BUILD}\nStatus: Downloaded newer image for host.test/app:latest\n",
        f"{PULL}\n{BUILD}\n",
    ],
)
def test_other_pulls_are_no_caches(log):
    assert read(log).cache_sources == ()


def test_pushes_are_found_in_the_same_pass():
    digest = "sha256:" + "e" * 64
    log = f"#9 pushing manifest for host.test/acme/app:1@{digest} 0.1s done\n"
    assert [(push.repository, push.tags, push.digest) for push in read(log).pushes] == [("acme/app", ("1",), digest)]
