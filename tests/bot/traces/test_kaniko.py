"""kaniko: what its cache was asked for, what was run, in the three forms of its log."""

import json

import pytest

from bot.traces.model import Builder, CacheSource, SourceKind
from tests.bot.traces.logs_in_words import echo, read, stamped, steps

KEY = "d" * 64
CACHE = "host.test/app/cache"
SAID = [
    "Resolved base name golang:1 to builder",
    "Retrieving image manifest golang:1",
    "Building stage 'golang:1' [idx: '0', base-idx: '-1']",
    f"Checking for cached layer {CACHE}:{KEY}...",
    "Using caching version of cmd: RUN apk add git",
    f"Checking for cached layer {CACHE}:{KEY}...",
    'No cached layer found for cmd RUN go build -ldflags "-s -w" .',
    "Unpacking rootfs as cmd COPY . . requires it.",
    "RUN apk add git",
    "Found cached layer, extracting to filesystem",
    "COPY . .",
    "Taking snapshot of files...",
    'RUN go build -ldflags "-s -w" .',
    "Cmd: /bin/sh",
    "Running: [/bin/sh -c go build]",
    "OUTPUT",
    "Taking snapshot of full filesystem...",
    f"Pushing layer {CACHE}:{KEY} to cache now",
    "ENV A=b",
    "Pushing image to host.test/app:1",
    f"Pushed host.test/app@sha256:{KEY}",
]  # fmt: skip
WHOLE = ["1 RUN apk add git = hit", "2 COPY . . = ?", '3 RUN go build -ldflags "-s -w" . = miss', "4 ENV A=b = ?"]


def coloured(said):
    return f"\x1b[36mINFO\x1b[0m[0001] {said:<40} "


def plain(said):
    return f"INFO[0001] {said}"


def logfmt(said):
    return f'time="2026-01-01T10:00:00Z" level=info msg={json.dumps(said)}'


def as_json(said):
    return json.dumps({"level": "info", "msg": said, "time": "2026-01-01T10:00:00Z"}, separators=(",", ":"))


def log(form=plain, said=SAID, output="go: downloading x"):
    return "".join(f"{output if one == 'OUTPUT' else form(one)}\n" for one in said)


@pytest.mark.parametrize("form", [coloured, plain, logfmt, as_json])
def test_every_form_of_the_log_is_read(form):
    trace = read(log(form))
    assert steps(trace) == WHOLE
    assert (trace.builder, len(trace.builds), trace.builds[0].tags) == (Builder.KANIKO, 1, ("host.test/app:1",))
    assert trace.cache_sources == (CacheSource(SourceKind.LAYERS, CACHE, 4, is_usable=True),)
    assert trace.image_refs == ("golang:1", CACHE, "host.test/app:1")
    assert trace.open_step is None


@pytest.mark.parametrize(
    "output",
    [
        "",
        "Step 3/3 : CMD y\n ---> Using cache",
        "STEP 3/3: RUN fake\n--> 0123456789ab",
        "#5 [2/3] RUN fake\n#5 CACHED",
        "$ tsc -p .",
        'time="2026-01-01T10:00:00Z" level=warning msg="RUN is not run"',
        "transferring (12) \rtransferring (144) ",
    ],
)
def test_what_a_run_prints_is_no_step(output):
    assert steps(read(log(coloured, output=output))) == WHOLE


def test_a_line_of_the_log_may_stand_behind_what_a_run_prints():
    said = [one for one in SAID if one != "OUTPUT"]
    lines = log(plain, said=said).replace(
        "INFO[0001] Taking snapshot of full", "12 %INFO[0001] Taking snapshot of full"
    )
    assert steps(read(lines)) == WHOLE


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (SAID[:5], ["1 RUN apk add git = hit"]),
        (SAID[:7], ["1 RUN apk add git = hit", '2 RUN go build -ldflags "-s -w" . = miss']),
        (["RUN x", "cmd: /bin/sh"], ["1 RUN x = miss"]),
        (["RUN x"], ["1 RUN x = ?"]),
        (["WORKDIR /a", "Cmd: workdir"], ["1 WORKDIR /a = ?"]),
        (["Adding volume /a to ignorelist", "Applying label a=b", "Executing 0 build triggers"], []),
    ],
)
def test_what_is_not_run_yet_counts_as_the_cache_answered(said, expected):
    assert steps(read(log(said=said))) == expected


def test_nothing_was_built_when_a_stage_failed_before_its_first_command():
    trace = read(log(said=SAID[:7]) + "error building image: error building stage: failed to optimize instructions\n")
    assert (steps(trace), trace.builds, trace.builder) == ([], (), Builder.KANIKO)


def test_a_failing_run_is_over():
    trace = read(log(said=SAID[8:15]) + "error building image: error building stage: waiting for process to exit\n")
    assert [step.is_failed for step in trace.steps] == [False, False, True]
    assert trace.open_step is None


def test_a_second_build_begins_with_its_first_stage():
    assert [step.build for step in read(log() + log()).steps] == [0] * 4 + [1] * 4


def test_a_hanging_run_is_open():
    assert read(log(said=SAID[:15])).open_step.instruction == 'RUN go build -ldflags "-s -w" .'


@pytest.mark.parametrize(
    "line",
    [
        "error building image: parsing dockerfile: unknown instruction",
        "error checking push permissions -- make sure you entered the correct tag name",
        'time="2018-06-20T14:42:27Z" level=error msg="Failed to push to destination host.test/app:1"',
        echo("/kaniko/executor --context . --destination $I"),
        "/ # kaniko/executor -f Dockerfile --context=dir://workspace",
        "Using Docker executor with image gcr.io/kaniko-project/executor:v1.24.0-debug ...",
        "Step #0: INFO[0462] RUN wget -q x",
    ],
)
def test_a_single_line_tells_the_builder(line):
    assert read(line).builder is Builder.KANIKO


def test_time_stamps_give_the_seconds_that_this_builder_does_not_print():
    lines = [
        f"01E {plain(one)}" for one in ("COPY a b", "RUN x", "Running: [x]", "Taking snapshot of full filesystem...")
    ]
    assert [step.seconds for step in read(stamped(*lines)).steps] == [1.0, 2.0]
