"""The cause of a miss, from the log alone and with what is known around it."""

from dataclasses import replace

import pytest

from bot.files.dockerfile import read_dockerfile
from bot.misses import FileChange, Inputs, Why, explain
from bot.traces.model import Builder, CacheSource, SourceKind
from tests.bot.misses.logs_in_words import imported, log

TEXT = """\
FROM golang:1.20 AS builder
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN go build -ldflags "-X main.v=$VERSION" -o /app .
FROM scratch
COPY --from=builder /app /app
ENTRYPOINT ["/app"]
"""
FILE = read_dockerfile(TEXT)
BASE = "FROM docker.io/library/golang:1.20@sha256:" + "a" * 64
BUILD = 'RUN go build -ldflags "-X main.v=$VERSION" -o /app .'


def go(*answers, **options):
    """Return the log of a build of that file; the answers are those of its six steps with one."""
    names = [
        ("builder", 2, "WORKDIR /src"), ("builder", 3, "COPY go.mod go.sum ./"), ("builder", 4, "RUN go mod download"),
        ("builder", 5, "COPY . ."), ("builder", 6, BUILD), ("stage-1", 2, "COPY --from=builder /app /app"),
    ]  # fmt: skip
    steps = [(*name, answer) for name, answer in zip(names, answers, strict=True)]
    return log(("builder", 1, BASE, None), ("stage-1", 1, "FROM scratch", None), *steps, **options)


def changed(*paths):
    return tuple(FileChange(path) for path in paths)


def whys(trace, **inputs):
    return [(miss.step.stage, miss.step.n, miss.cause.why) for miss in explain(trace, Inputs(**inputs))]


def test_a_warm_build_has_no_misses():
    assert explain(go("hit", "hit", "hit", "hit", "hit", "hit"), Inputs()) == ()


@pytest.mark.parametrize(
    ("answers", "paths", "step", "why"),
    [
        (("hit", "hit", "hit", 1, 60, 1), ["main.go"], 5, Why.COPIED_FILES_CHANGED),
        (("hit", 1, 182, 1, 60, 1), ["go.mod"], 3, Why.COPIED_FILES_CHANGED),
        (("hit", 1, 182, 1, 60, 1), ["go.mod", "main.go"], 3, Why.COPIED_FILES_CHANGED),
        (("hit", "hit", "hit", 1, 60, 1), ["go.mod"], 5, Why.COPIED_FILES_CHANGED),
        (("hit", "hit", 182, 1, 60, 1), ["main.go"], 4, Why.UNKNOWN),
        (("hit", 1, 182, 1, 60, 1), ["main.go"], 3, Why.UNKNOWN),
        (("hit", 1, 182, 1, 60, 1), [], 3, Why.UNKNOWN),
        (("hit", "hit", 182, 1, 60, 1), ["Dockerfile"], 4, Why.INSTRUCTION_CHANGED),
    ],
)
def test_changed_files_explain_the_copy_that_takes_them_in(answers, paths, step, why):
    first, *others = whys(go(*answers), dockerfile=FILE, changes=changed(*paths))
    assert first == ("builder", step, why)
    assert others == [("stage-1", 2, Why.PARENT_STAGE_MISSED)]


def test_ignored_files_explain_nothing():
    trace = go("hit", "hit", "hit", 1, 60, 1)
    found = whys(trace, dockerfile=FILE, changes=changed("README.md"), ignore_text="*.md\n")
    assert found[0] == ("builder", 5, Why.UNKNOWN)


def test_without_the_dockerfile_a_copy_stays_unexplained():
    assert whys(go("hit", "hit", "hit", 1, 60, 1))[0] == ("builder", 5, Why.UNKNOWN)


def test_a_stage_that_takes_from_one_that_missed_is_not_to_blame():
    miss = explain(go("hit", "hit", "hit", 1, 60, 1), Inputs())[1]
    assert (miss.cause.why, miss.cause.detail, miss.is_expected) == (Why.PARENT_STAGE_MISSED, "builder", True)


@pytest.mark.parametrize(
    ("command", "sources", "why"),
    [
        ("docker build .", [], Why.NO_CACHE_SOURCE),
        ("docker build \\ # collapsed multi-line command", [], Why.UNKNOWN),
        ("docker build -t app \\", [imported()], Why.UNKNOWN),
        ("buildah build --layers --cache-from $I .", [], Why.UNKNOWN),
        ("/kaniko/executor --cache=true", [CacheSource(SourceKind.LAYERS, "registry.test/cache", 3)], Why.UNKNOWN),
        ("docker build --no-cache --cache-from $I .", [imported()], Why.NO_CACHE_FLAG),
        ("docker build --cache-from $I .", [imported(message="registry.test/app:cache: not found")],
         Why.CACHE_SOURCE_MISSING),
        ("docker build --cache-from $I .", [imported(message="manifest unknown", kind=SourceKind.PULL)],
         Why.CACHE_SOURCE_MISSING),
        ("docker build --cache-from $I .", [imported(message="pull access denied, repository does not exist")],
         Why.CACHE_SOURCE_MISSING),
        ("docker build --cache-from $I .", [imported(message="403 Forbidden")], Why.DENIED),
        ("docker build --cache-from $I .", [imported(message="unexpected EOF")], Why.IMPORT_ERROR),
        ("docker build --cache-from $I .", [imported(message="x: not found"), imported("b")],
         Why.CACHE_SOURCE_WITHOUT_METADATA),
        ("docker build --cache-from $I .", [imported()], Why.CACHE_SOURCE_WITHOUT_METADATA),
        ("docker build --cache-from $I --build-arg BUILDKIT_INLINE_CACHE=1 .", [imported()], Why.UNKNOWN),
        ("docker buildx build --cache-from type=registry,ref=$I .", [imported()], Why.UNKNOWN),
    ],
)  # fmt: skip
def test_when_nothing_was_cached_the_command_and_its_sources_say_why(command, sources, why):
    found = whys(go(1, 1, 182, 1, 60, 1, command=command, sources=sources))
    assert found[0] == ("builder", 2, why)


def test_buildah_keeps_no_layers_by_itself():
    steps = [("1", 1, "FROM a", None), ("1", 2, "RUN x", "miss")]
    assert whys(log(*steps, builder=Builder.BUILDAH, command="buildah bud -t x ."))[0][2] is Why.LAYERS_DISABLED
    assert (
        whys(log(*steps, builder=Builder.BUILDAH, command="buildah bud --layers -t x ."))[0][2] is Why.NO_CACHE_SOURCE
    )


@pytest.mark.parametrize(
    ("before", "line"),
    [
        (TEXT.replace("-o /app .", "-o /app ./cmd"), 7),
        (TEXT.replace("ARG VERSION=dev", "ARG VERSION=test"), 6),
        (TEXT.replace("ARG VERSION=dev\n", ""), 6),
    ],
)
def test_a_changed_instruction_is_found_with_its_line(before, line):
    inputs = Inputs(dockerfile=FILE, before=read_dockerfile(before), changes=changed("Dockerfile"))
    cause = explain(go("hit", "hit", "hit", "hit", 60, 1), inputs)[0].cause
    assert (cause.why, cause.dockerfile_line) == (Why.INSTRUCTION_CHANGED, line)


def test_an_unchanged_dockerfile_is_not_blamed():
    assert whys(go("hit", "hit", "hit", "hit", 60, 1), dockerfile=FILE, before=FILE)[0][2] is Why.UNKNOWN


def test_the_diff_of_the_dockerfile_must_touch_the_instruction():
    trace = go("hit", "hit", "hit", "hit", 60, 1)
    touched = FileChange("Dockerfile", ('RUN go build -ldflags "-X main.v=$VERSION" -o /app .',), ())
    elsewhere = FileChange("Dockerfile", ('ENTRYPOINT ["/app"]',), ())
    assert whys(trace, dockerfile=FILE, changes=(touched,))[0][2] is Why.INSTRUCTION_CHANGED
    assert whys(trace, dockerfile=FILE, changes=(elsewhere,))[0][2] is Why.UNKNOWN


def test_the_earlier_log_shows_a_changed_instruction_too():
    trace = log(("x", 1, "FROM a", None), ("x", 2, "RUN one", "hit"), ("x", 3, "RUN two", "miss"))
    baseline = log(("x", 1, "FROM a", None), ("x", 2, "RUN one", "hit"), ("x", 3, "RUN three", "hit"))
    assert whys(trace, baseline=baseline)[0][2] is Why.INSTRUCTION_CHANGED
    assert whys(trace, baseline=trace)[0][2] is Why.UNKNOWN


@pytest.mark.parametrize(
    ("command", "paths", "why"),
    [
        ("docker build --build-arg VERSION=two .", [], Why.BUILD_ARG_CHANGED),
        ('docker build --build-arg "VERSION=$CI_COMMIT_SHA" .', [], Why.BUILD_ARG_CHANGED),
        ("docker build --build-arg OTHER=two .", [], Why.UNKNOWN),
        ("docker build .", [], Why.UNKNOWN),
    ],
)
def test_an_argument_makes_the_next_run_miss(command, paths, why):
    trace = go("hit", "hit", "hit", "hit", 60, 1, command=command)
    assert whys(trace, dockerfile=FILE, changes=changed(*paths))[0] == ("builder", 6, why)


def test_an_argument_above_an_earlier_run_is_not_blamed_unless_it_is_used():
    file = read_dockerfile("FROM a\nARG V\nRUN one\nRUN two\nRUN three $V\n")
    steps = [(None, 1, "FROM a", None), (None, 2, "RUN one", "hit"), (None, 3, "RUN two", "miss")]
    trace = log(*steps, command="docker build --build-arg V=2 .")
    assert whys(trace, dockerfile=file, changes=())[0][2] is Why.UNKNOWN
    trace = log(*steps[:2], (None, 3, "RUN two", "hit"), (None, 4, "RUN three $V", "miss"),
                command="docker build --build-arg V=2 .")  # fmt: skip
    assert whys(trace, dockerfile=file, changes=())[0][2] is Why.BUILD_ARG_CHANGED


def test_a_base_image_that_moved_is_named_with_both_digests():
    now = log((None, 1, "FROM a:1@sha256:" + "b" * 64, None), (None, 2, "RUN x", "miss"), sources=[imported()],
              command="docker build --cache-to type=inline .")  # fmt: skip
    before = log((None, 1, "FROM a:1@sha256:" + "a" * 64, None), (None, 2, "RUN x", "hit"))
    cause = explain(now, Inputs(baseline=before))[0].cause
    assert (cause.why, cause.detail) == (Why.BASE_IMAGE_CHANGED, "sha256:aaaaaaaaaaaa to sha256:bbbbbbbbbbbb")
    assert explain(now, Inputs(baseline=now))[0].cause.why is Why.UNKNOWN


def test_only_the_first_step_behind_from_can_blame_the_base():
    now = log((None, 1, "FROM a:1@sha256:" + "b" * 64, None), (None, 2, "RUN x", "hit"), (None, 3, "RUN y", "miss"))
    before = log((None, 1, "FROM a:1@sha256:" + "a" * 64, None), (None, 2, "RUN x", "hit"), (None, 3, "RUN y", "hit"))
    assert whys(now, baseline=before)[0][2] is Why.UNKNOWN


def test_the_classic_builder_that_pulled_a_new_base_says_so():
    file = read_dockerfile("FROM python:3.11\nENV A=1\nRUN x\n")
    trace = log((None, 1, "FROM python:3.11", None), (None, 2, "ENV A=1", "miss"), (None, 3, "RUN x", "miss"),
                builder=Builder.LEGACY, command="docker build --pull --cache-from $I .",
                sources=[imported(kind=SourceKind.PULL)])  # fmt: skip
    assert whys(trace, dockerfile=file, changes=())[0][2] is Why.BASE_IMAGE_CHANGED


def test_a_remote_file_that_is_added_again_has_changed():
    trace = log((None, 1, "FROM a", None), (None, 2, "RUN x", "hit"), (None, 3, "ADD https://example.com/t.gz /t", 3))
    cause = explain(trace, Inputs())[0].cause
    assert (cause.why, cause.detail) == (Why.REMOTE_FILE_CHANGED, "https://example.com/t.gz")


def test_a_stage_counts_its_hits_and_what_it_lost():
    root, child = explain(go("hit", 1, 182, 2, 60, 1), Inputs(dockerfile=FILE, changes=changed("go.mod")))
    assert (root.hits, root.answers, len(root.lost), root.lost_seconds) == (1, 5, 5, 246.0)
    assert (child.hits, child.answers, len(child.lost), child.lost_seconds) == (0, 1, 1, 1.0)


def test_what_ran_in_the_baseline_too_was_not_lost():
    baseline = go("hit", "hit", "hit", 2, 55, 1)
    inputs = Inputs(dockerfile=FILE, changes=changed("go.mod"), baseline=baseline)
    assert explain(go("hit", 1, 182, 2, 60, 1), inputs)[0].lost_seconds == 188.0


def test_a_log_without_times_lost_nobody_knows_how_much():
    trace = go("hit", "hit", "hit", "miss", "miss", "miss")
    assert explain(trace, Inputs(dockerfile=FILE, changes=changed("main.go")))[0].lost_seconds is None


def test_the_classic_builders_stages_are_told_apart_without_names():
    steps = [
        "FROM golang:1.20 AS builder", "WORKDIR /src", "COPY go.mod go.sum ./", "RUN go mod download",
        "COPY . .", "ARG VERSION=dev", BUILD, "FROM scratch",
        "COPY --from=builder /app /app", 'ENTRYPOINT ["/app"]',
    ]  # fmt: skip
    answers = [None, "hit", "hit", "hit", "miss", "miss", "miss", None, "miss", "miss"]
    rows = [(None, n, text, answer) for n, (text, answer) in enumerate(zip(steps, answers, strict=True), 1)]
    trace = log(*rows, builder=Builder.LEGACY)
    found = whys(trace, dockerfile=FILE, changes=changed("main.go"))
    assert found == [(None, 5, Why.COPIED_FILES_CHANGED), (None, 9, Why.PARENT_STAGE_MISSED)]
    assert [one[:2] for one in whys(trace)] == [(None, 5), (None, 9)]


WARM = go("hit", "hit", "hit", "hit", "hit", "hit", command="docker build .")
COLD = (1, 1, 182, 1, 60, 1)


@pytest.mark.parametrize(
    ("now", "before", "paths", "why"),
    [
        (go(*COLD, command="docker build ."), WARM, [], Why.CACHE_EXPIRED),
        (go(*COLD, command="docker build ."), WARM, ["go.mod"], Why.CACHE_EXPIRED),
        (go(*COLD, command="docker build ."), WARM, None, Why.UNKNOWN),
        (go(*COLD, command="docker build ."), go(*COLD, command="docker build ."), [], Why.NO_CACHE_SOURCE),
        (go(*COLD, command="docker build --no-cache ."), WARM, [], Why.NO_CACHE_FLAG),
        (go(*COLD, command="docker build ."), go(*["hit"] * 6, sources=[imported()]), [], Why.NO_CACHE_SOURCE),
        (go(*COLD, builder=Builder.LEGACY), WARM, [], Why.DIFFERENT_BUILDER),
        (go(*COLD, sources=[imported()]), go(*["hit"] * 6, builder=Builder.LEGACY), [], Why.DIFFERENT_BUILDER),
        (go(*COLD, command="docker build --no-cache .", builder=Builder.LEGACY), WARM, [], Why.NO_CACHE_FLAG),
        (go("hit", *COLD[1:], builder=Builder.LEGACY), WARM, [], Why.UNKNOWN),
    ],
)
def test_what_the_baseline_had_tells_why_nothing_was_cached(now, before, paths, why):
    changes = None if paths is None else changed(*paths)
    assert whys(now, dockerfile=FILE, before=FILE, baseline=before, changes=changes)[0][2] is why


def test_a_cache_for_another_platform_is_named():
    def on(platform, answer):
        trace = log((None, 2, "RUN x", answer), sources=[imported()], command="docker build --cache-to type=inline .")
        return replace(trace, steps=tuple(replace(step, platform=platform) for step in trace.steps))

    cause = explain(on("linux/arm64", "miss"), Inputs(baseline=on("linux/amd64", "hit")))[0].cause
    assert (cause.why, cause.detail) == (Why.DIFFERENT_PLATFORM, "linux/amd64, now linux/arm64")
    assert explain(on("linux/amd64", "miss"), Inputs(baseline=on("linux/amd64", "hit")))[0].cause.why is Why.UNKNOWN


@pytest.mark.parametrize(
    ("before", "why"),
    [("docker build --pull --cache-from $I .", Why.BASE_IMAGE_CHANGED), ("docker build .", Why.PULL_FLAG)],
)
def test_pull_that_is_new_in_the_command_is_named(before, why):
    file = read_dockerfile("FROM python:3.11\nRUN x\n")
    rows = (None, 1, "FROM python:3.11", None), (None, 2, "RUN x", "miss")
    trace = log(*rows, command="docker build --pull --cache-from $I .", sources=[imported(kind=SourceKind.PULL)])
    assert whys(trace, dockerfile=file, changes=(), baseline=log(*rows, command=before))[0][2] is why
