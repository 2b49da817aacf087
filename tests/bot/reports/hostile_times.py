"""Facts in which every slot of what a comment says of times holds foreign text."""

from collections.abc import Iterator
from dataclasses import replace

from bot.facts import Job, ReviewFacts
from bot.traces.model import Builder, Step, Trace
from tests.bot.facts_in_words import FINISHED, STEADY, against, built, image, review_facts


def timed(texts: Iterator[str]) -> ReviewFacts:
    """Return facts in which every slot of what is said of times holds foreign text; numbers keep names apart."""
    job, renamed, gone, other, lost, old, new = (f"{place} {next(texts)}" for place in range(7))
    facts = review_facts(
        image(40, job=job), before=[image(40, job=job)], jobs={job: (270.0, STEADY), renamed: (9.0, ())}
    )
    mine, last = facts.image_jobs[0], facts.baseline.runs[0]
    log = built(_steps_of(lost, new, is_cached=False), _steps_of(lost, old, is_cached=True), name=job)
    runs = (replace(last, jobs=(*last.jobs, Job(1, gone, "success", 5.0))), *facts.baseline.runs[1:])
    done = (*facts.image_jobs, Job(2, other, "success", 500.0, stage=1))
    jobs = tuple(replace(one, finished_at=FINISHED) for one in done)
    return replace(
        against(facts, runs=runs),
        pipeline=replace(facts.pipeline, jobs=jobs),
        logs=(replace(log, job=mine),),
        gitlab_version="18.5.0",
    )


def _steps_of(lost: str, changed: str, *, is_cached: bool) -> Trace:
    seconds = (None, 20.0) if is_cached else (60.0, 90.0)
    steps = (
        Step(f"RUN {lost}", 1, cached=is_cached, seconds=seconds[0]),
        Step(f"RUN {changed}", 2, cached=False, seconds=seconds[1]),
    )
    return Trace(Builder.BUILDKIT, steps=steps)
