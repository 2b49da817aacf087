"""Which stages a build runs, how its steps are numbered, and which variables an instruction sees."""

import pytest

from bot.files.dockerfile import read_dockerfile
from bot.files.dockerfile.stages import (
    base_stage,
    buildkit_steps,
    classic_steps,
    needed_stages,
    parents,
    shown_name,
    target_stage,
    variables_before,
)

FILE = read_dockerfile(
    """\
ARG GO=1.20
FROM golang:$GO AS deps
RUN download
FROM deps AS build
ENV CGO_ENABLED=0
WORKDIR /src
COPY . .
RUN --mount=type=bind,from=tools,source=/bin/x,target=/x build
FROM alpine AS tools
RUN tools
FROM alpine AS docs
RUN docs
FROM scratch
COPY --from=build /app /app
COPY --from=0 /etc/ssl /etc/ssl
EXPOSE 8080
ENTRYPOINT ["/app"]
"""
)


@pytest.mark.parametrize(
    ("target", "is_buildkit", "numbers"),
    [
        (None, True, [0, 1, 4]),
        (None, False, [0, 1, 2, 3, 4]),
        ("build", True, [0, 1]),
        ("BUILD", False, [0, 1]),
        ("3", True, [3]),
        ("3", False, [0, 1, 2, 3]),
        ("production", True, []),
        ("production", False, []),
    ],
)
def test_each_builder_runs_its_stages(target, is_buildkit, numbers):
    assert [stage.index for stage in needed_stages(FILE, target, is_buildkit=is_buildkit)] == numbers


def test_a_stage_needs_only_what_stands_above_it():
    # `tools` is defined below `build`, so the mount means an image of that name.
    assert [stage.name for stage in parents(FILE, FILE.stages[1])] == ["deps"]
    assert [stage.name for stage in parents(FILE, FILE.stages[4])] == ["deps", "build"]


def test_from_knows_names_but_no_numbers():
    file = read_dockerfile("FROM a AS x\nFROM 0\nFROM X\n")
    assert base_stage(file, file.stages[1]) is None
    assert base_stage(file, file.stages[2]) is file.stages[0]


def test_onbuild_runs_elsewhere():
    file = read_dockerfile("FROM a AS x\nFROM b\nONBUILD COPY --from=x / /\n")
    assert parents(file, file.stages[1]) == ()


def test_a_circle_cannot_be_written():
    file = read_dockerfile("FROM b AS a\nFROM a AS b\n")
    assert [stage.name for stage in needed_stages(file, "a", is_buildkit=True)] == ["a"]


def test_the_classic_builder_numbers_every_instruction():
    assert len(classic_steps(FILE)) == 17
    assert [one.keyword for one in classic_steps(FILE, "deps")] == ["ARG", "FROM", "RUN"]
    assert classic_steps(FILE, "production") == ()


def test_buildkit_numbers_what_makes_layers():
    assert [one.keyword for one in buildkit_steps(FILE.stages[1])] == ["FROM", "WORKDIR", "COPY", "RUN"]
    assert [one.keyword for one in buildkit_steps(FILE.stages[4])] == ["FROM", "COPY", "COPY"]


def test_stages_are_named_as_the_log_names_them():
    assert [shown_name(FILE, stage) for stage in FILE.stages] == ["deps", "build", "tools", "docs", "stage-4"]
    alone = read_dockerfile("FROM a\n")
    assert shown_name(alone, alone.stages[0]) is None


def test_the_last_stage_is_the_target_when_none_is_asked_for():
    assert target_stage(FILE, None) is FILE.stages[4]
    assert target_stage(FILE, "") is FILE.stages[4]
    assert target_stage(read_dockerfile(""), None) is None


def variables(text, build_args=None):
    file = read_dockerfile(text)
    return variables_before(file, file.stages[-1], file.instructions[-1], build_args)


@pytest.mark.parametrize(
    ("text", "build_args", "expected"),
    [
        ("FROM a\nARG A=1\nENV B=${A}x\nRUN x\n", {}, {"A": "1", "B": "1x"}),
        ("FROM a\nARG A=1\nRUN x\n", {"A": "2"}, {"A": "2"}),
        ("FROM a\nARG A\nRUN x\n", {}, {}),
        ("ARG A=1\nFROM a\nRUN x\n", {}, {}),
        ("ARG A=1\nFROM a\nARG A\nRUN x\n", {}, {"A": "1"}),
        ("ARG A=1\nFROM a\nARG A=3\nRUN x\n", {}, {"A": "3"}),
        ("FROM a AS b\nENV E=1\nARG F=2\nFROM b\nRUN x\n", {}, {"E": "1"}),
        ("FROM a\nRUN x\nENV LATE=1\n", {}, {}),
        ("FROM a\nARG A=1\nRUN x\n", {"UNKNOWN": "2"}, {"A": "1"}),
    ],
)
def test_an_instruction_sees_what_was_set_above_it(text, build_args, expected):
    assert variables(text, build_args) == expected
