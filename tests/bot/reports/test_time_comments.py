"""What a comment says of times, as golden files that read as Markdown; UPDATE_GOLDEN=1 writes them anew."""

import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.facts import Job, JobLog, PipelineKind
from bot.readings import Log
from bot.review import review
from bot.times.learned import Learned
from bot.traces.model import Builder, Phase, Step, Trace
from tests.bot.facts_in_words import FINISHED, NOISY, STEADY, image, in_pipeline, of_request, review_facts

GOLDEN = Path(__file__).parents[2] / "data" / "time_comments"
STEPS = (
    ("FROM alpine:3.20", 1.0),
    ("COPY . .", 2.0),
    ("RUN make deps", 50.0),
    ("RUN make", 20.0),
    ("RUN make check", 9.0),
)
OTHERS = {"lint": 60.0, "unit": 200.0, "docs": 30.0}


def log(*cached, factor=1.0, steps=STEPS, start=8.0):
    """Return a log in which these steps came from the cache, on a runner that is slower by a factor."""
    found = tuple(
        Step(
            words,
            place,
            cached=words in cached if place > 1 else None,
            seconds=None if words in cached else took * factor,
        )
        for place, (words, took) in enumerate(steps, 1)
    )
    phases = (Phase("prepare_executor", 1, start), Phase("get_sources", 2, 3.0), Phase("step_script", 3, 89.0 * factor))
    return Log(Trace(builder=Builder.BUILDKIT, steps=found, phases=phases))


def facts(seconds, now, before, *, history=STEADY, job="build", others=None, slower=1.0, queued=3.0, **more):
    """Return facts of a job with logs now and before; `others` are untouched jobs, now slower by a factor."""
    same = image(40, 60, job=job)
    found = review_facts(same, before=[same], jobs={job: (seconds, history)}, **more)
    mine = replace(found.image_jobs[0], queued_seconds=queued, finished_at=FINISHED)
    runs = tuple(
        replace(
            run,
            jobs=(
                *(replace(one, queued_seconds=3.0, finished_at=FINISHED) for one in run.jobs),
                *_jobs(run.id, others or {}, 1.0),
            ),
        )
        for run in found.baseline.runs
    )
    return replace(
        found,
        image_jobs=(mine,),
        pipeline=replace(found.pipeline, jobs=(mine, *_jobs(99, others or {}, slower))),
        baseline=replace(found.baseline, runs=runs),
        earlier=replace(found.earlier, jobs=(mine, *_jobs(98, others or {}, slower))),
        logs=(JobLog(mine, now, before, "b" * 40),),
        gitlab_version="18.5.0",
    )


def _jobs(number, others, factor):
    end = FINISHED + timedelta(seconds=300)
    return [
        Job(1000 * number + place, name, "success", took * factor, 2.0, end, stage=1)
        for place, (name, took) in enumerate(others.items())
    ]


WARM = ("COPY . .", "RUN make deps", "RUN make")
CHANGED = (*STEPS[:3], ("RUN make -j1 all", 110.0), STEPS[4])
LOST = facts(180.0, log(), log(*WARM))
RENAMED = facts(170.0, log(), log(), job="build:api")
VARIANTS = {
    "slower-by-lost-cache": LOST,
    "slower-by-a-changed-instruction": facts(190.0, log(*WARM[:2], steps=CHANGED), log(*WARM[:2])),
    "slower-runner-only": facts(150.0, log(factor=1.5), log(), others=OTHERS, slower=1.5),
    "slower-runner-by-its-steps": facts(145.0, log(factor=1.5), log()),
    "faster": facts(60.0, log(*WARM), log()),
    "noisy": facts(170.0, log(), log(), history=NOISY),
    "too-few-samples": facts(170.0, log(), log(), history=STEADY[:4]),
    "job-renamed": replace(
        RENAMED,
        baseline=replace(
            RENAMED.baseline,
            runs=tuple(
                replace(run, jobs=tuple(replace(job, name="build-api") for job in run.jobs))
                for run in RENAMED.baseline.runs
            ),
        ),
    ),
    "matrix-jobs": review_facts(
        image(40, 60, job="build: [amd64]"),
        image(40, 60, name="api-arm", job="build: [arm64]"),
        before=[image(40, 60, job="build: [amd64]"), image(40, 60, name="api-arm", job="build: [arm64]")],
        jobs={"build: [amd64]": (100.0, STEADY), "build: [arm64]": (290.0, tuple(2 * one for one in STEADY))},
    ),
    "merged-results": in_pipeline(LOST, kind=PipelineKind.MERGED_RESULT),
    "fork": of_request(
        in_pipeline(replace(LOST, pipeline_web_url="https://gitlab.test/dana/api"), project_id=2), source_project_id=2
    ),
    "child-pipelines": facts(180.0, log(), log(*WARM), job="images / build", others=OTHERS),
    "seen-once": replace(LOST, earlier=None),
    "seen-once-and-said": replace(facts(180.0, log(), log(*WARM), config="slowdown-proof: possible"), earlier=None),
    "untouched-jobs-agree": replace(facts(180.0, log(), log(*WARM), others=OTHERS), earlier=None),
    "waited-longer": facts(170.0, log(*WARM, start=70.0), log(*WARM), queued=200.0),
    "min-cache-hit": facts(101.0, log(), log(*WARM), config="images:\n  api:\n    min-cache-hit: 60%"),
    "not-drawn": replace(LOST, gitlab_version="15.7.9"),
    "a-step-that-is-always-there": replace(
        facts(160.0, log(steps=(*STEPS[:4], ("RUN make check", 60.0))), log()),
        learned=tuple(
            Learned(10 * number, "cold", (("RUN make check", 9.0 + number % 2),)) for number in range(85, 91)
        ),
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_what_is_said_of_times_reads_as_its_golden_file(name):
    body = review(VARIANTS[name]).body + "\n"
    path = GOLDEN / f"{name}.md"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(body, encoding="utf-8")
    assert body == path.read_text(encoding="utf-8")


def test_every_golden_file_has_its_variant():
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(VARIANTS)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_picture_has_its_text_beside_it_and_words_of_ours_alone(name):
    body = review(VARIANTS[name]).body
    pictures = re.findall(r"```mermaid\n(.*?)```", body, re.DOTALL)
    assert len(pictures) <= body.count("| part | before | now | change |")
    for picture in pictures:
        assert len(picture) < 1500
        assert re.fullmatch(
            r"(gantt|  (dateFormat|axisFormat|section) [\w:%]+|  [a-z ]+ :\d\d:\d\d:\d\d, \d+s|\n)+", picture
        )
