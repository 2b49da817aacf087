"""The instruction behind a step, and steps that the Dockerfile cannot have made."""

import pytest

from bot.files.dockerfile import read_dockerfile
from bot.placing import Drift, drift, place
from bot.traces.model import Builder
from tests.bot.misses.logs_in_words import log

FILE = read_dockerfile(
    """\
ARG GO=1.20
FROM golang:$GO AS builder
RUN apk add --no-cache git \\
    ca-certificates
WORKDIR /src
COPY go.mod go.sum ./
RUN <<EOF
go mod download
EOF
COPY ${APP} .
FROM scratch
ENV A=1
COPY --from=builder /app /app
ENTRYPOINT ["/app"]
"""
)


def lines(builder, *steps, command="docker build ."):
    trace = log(*[(*step, None) for step in steps], builder=builder, command=command)
    return [one.instruction.line if one.instruction and one.fits else None for one in place(trace, FILE)]


def test_the_classic_builder_counts_every_instruction():
    assert lines(
        Builder.LEGACY,
        (None, 1, "ARG GO=1.20"),
        (None, 2, "FROM golang:1.20 AS builder"),
        (None, 3, "RUN apk add --no-cache git ca-certificates"),
        (None, 7, "COPY ./app ."),
        (None, 11, 'ENTRYPOINT ["/app"]'),
    ) == [1, 2, 3, 10, 14]


def test_buildkit_counts_within_a_stage():
    assert lines(
        Builder.BUILDKIT,
        ("builder", 1, "FROM docker.io/library/golang:1.20@sha256:" + "0" * 64),
        ("builder", 2, "RUN apk add --no-cache git     ca-certificates"),
        ("builder", 5, "RUN <<EOF (go mod download...)"),
        ("builder", 6, "COPY ./app ."),
        ("stage-1", 1, "FROM scratch"),
        ("stage-1", 2, "COPY --from=builder /app /app"),
    ) == [2, 3, 7, 10, 11, 13]


def test_buildah_counts_stages_and_all_that_is_in_them():
    assert lines(Builder.BUILDAH, ("1", 3, "WORKDIR /src"), ("2", 3, "COPY --from=builder /app /app")) == [5, 13]


def test_kaniko_counts_nothing_so_the_text_decides():
    assert lines(Builder.KANIKO, (None, 1, "WORKDIR /src"), (None, 2, "COPY --from=builder /app /app")) == [5, 13]


def test_the_target_of_the_command_ends_the_classic_builders_steps():
    short = "docker build --target builder ."
    assert lines(Builder.LEGACY, (None, 8, "FROM scratch"), command=short) == [None]
    assert lines(Builder.LEGACY, (None, 8, "FROM scratch")) == [11]


@pytest.mark.parametrize(
    ("builder", "step", "expected"),
    [
        (Builder.LEGACY, (None, 4, "RUN go mod download"), Drift(4, "RUN go mod download", "WORKDIR /src", 5)),
        (Builder.LEGACY, (None, 40, "RUN x"), Drift(40, "RUN x", None, None)),
        (Builder.BUILDKIT, ("other", 1, "FROM x"), Drift(1, "FROM x", None, None)),
        (Builder.BUILDKIT, ("builder", 3, "RUN x"), Drift(3, "RUN x", "WORKDIR /src", 5)),
        (Builder.KANIKO, (None, 1, "RUN x"), Drift(1, "RUN x", None, None)),
    ],
)
def test_a_step_of_another_dockerfile_is_named(builder, step, expected):
    assert drift(log((*step, None), builder=builder), FILE) == (expected,)


@pytest.mark.parametrize(
    "step", [(None, 4, "WORKDIR /src"), (None, 12, "LABEL ref=main"), (None, 7, "COPY some/where .")]
)
def test_what_may_come_from_the_dockerfile_is_no_drift(step):
    assert drift(log((*step, None), builder=Builder.LEGACY), FILE) == ()
