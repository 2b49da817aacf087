"""What a mistake costs is said where the log of a build of that Dockerfile shows it, and nowhere else."""

from dataclasses import replace

import pytest

from bot.file_review.comparing import new_findings
from bot.file_review.costs import with_costs
from bot.file_review.deciding import decide
from bot.reports import threads
from bot.traces.model import Build, Builder, Step, Trace
from tests.bot.facts_in_words import built, made_by
from tests.bot.file_review.merge_requests import REFS, changed_files

WRONG = 'FROM node:24.1-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\nCMD ["node"]\n'
FILES = {"package.json": "{}\n", ".dockerignore": "x\n"}
STEPS = ("FROM node:24.1-alpine", "WORKDIR /app", "COPY . .", "RUN npm ci")


def log(*, seconds: float | None = 48.0, cached: bool = False, steps: tuple[str, ...] = STEPS):
    """Return the log of a build whose last step took so long."""
    made = [Step(text, place + 3, n=place + 1, total=4, cached=place < 2) for place, text in enumerate(steps)]
    made[-1] = replace(made[-1], seconds=seconds, cached=cached)
    return built(
        Trace(Builder.BUILDKIT, (Build(0, Builder.BUILDKIT, 1, "docker build ."),), tuple(made)), name="build:api"
    )


def reviewed(*logs):
    return found_in(WRONG, "copy-order", logs, ())


def found_in(text, rule, logs, images):
    files = changed_files(FILES, {**FILES, "Dockerfile": text})
    found = [one for one in new_findings(files) if one.finding.rule == rule]
    [one] = with_costs(decide(REFS, found, ()), files, logs, images).opened
    return one


def test_the_step_that_runs_again_is_told_with_its_seconds():
    one = reviewed(log())
    assert (one.cost.seconds, one.cost.where, one.cost.step) == (48.0, "build:api", "RUN npm ci")
    assert "It costs 48 s in this pipeline: `RUN npm ci` ran in job `build:api`." in threads.render(one)


@pytest.mark.parametrize(
    "logs",
    [
        [],
        [log(seconds=None)],
        [log(seconds=0.2)],
        [log(cached=True)],
        [log(steps=("FROM scratch", "COPY a b", "RUN make", "RUN npm ci"))],
    ],
)
def test_what_no_log_shows_is_not_said(logs):
    one = reviewed(*logs)
    assert one.cost is None
    assert "costs" not in threads.render(one)


def test_of_several_jobs_the_dearest_is_told():
    assert reviewed(log(seconds=3.0), log(seconds=9.0)).cost.seconds == 9.0


APT = "FROM debian:13.1\nRUN apt-get update && apt-get install -y curl\nUSER nobody\n"
RUN = "RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit"


@pytest.mark.parametrize(
    ("steps", "size_bytes"),
    [
        (((40, "base"), (8, RUN), (0, "USER nobody")), 8 * 2**20),
        (((40, "base"), (8, "RUN /bin/sh -c make # buildkit"), (0, "USER nobody")), None),
        (((40, "base"), (0, RUN)), None),
    ],
)
def test_the_layer_of_a_cache_that_is_left_is_told_with_its_bytes(steps, size_bytes):
    one = found_in(APT, "package-cache-left", (), (made_by(*steps),))
    assert (one.cost.size_bytes if one.cost else None) == size_bytes
    assert ("It costs a part of 8 MiB" in threads.render(one)) is (size_bytes is not None)
