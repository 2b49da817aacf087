"""A job is compared with the same job where it ran in the same way: same runner class, same state of the cache."""

import math
from dataclasses import replace

import pytest

from bot.facts import Job, Pipeline
from bot.times.jobs import History
from bot.times.judging import Change, Floors, Proof
from bot.times.learned import COLD, UNKNOWN, WARM, Learned

NOISY = (100.0, 200.0, 60.0, 150.0, 80.0, 120.0)
STEADY = (100.0, 102.0, 98.0, 101.0, 99.0, 100.0)
OTHERS = {"lint": 60.0, "test": 200.0, "docs": 30.0}


def pipeline(number, seconds, *, runner="docker", status="success", others=None):
    """Return a pipeline whose build took so long; its jobs have the ids 10 * number and following."""
    times = {"build": seconds, **(others or {})}
    jobs = [
        Job(10 * number + place, name, status, one, runner=runner) for place, (name, one) in enumerate(times.items())
    ]
    return Pipeline(number, 1, "a" * 40, "success", jobs=tuple(jobs))


def history(seconds=STEADY, **about):
    return [pipeline(number, one, **about) for number, one in enumerate(seconds, 1)]


def judge(known, now):
    return known.judge(now.jobs[0], now, Floors())


@pytest.mark.parametrize(
    ("known", "change", "runs"),
    [
        (History(history()), Change.REGRESSION, 6),
        (History(history(runner="arm")), Change.UNKNOWN, 0),
        (History([*history(runner="arm"), *history()]), Change.REGRESSION, 6),
        (History(history(status="failed")), Change.UNKNOWN, 0),
        (History([*history(), pipeline(7, None), pipeline(8, 0.0), pipeline(9, -4.0)]), Change.REGRESSION, 6),
        (History([Pipeline(1, 1, "a" * 40, "success")] * 9), Change.UNKNOWN, 0),
        (History(), Change.UNKNOWN, 0),
    ],
    ids=["same", "other runners", "both", "failed", "wrong times", "no such job", "nothing"],
)
def test_only_runs_that_ran_in_the_same_way_count(known, change, runs):
    verdict = judge(known, pipeline(99, 150.0))
    assert (verdict.change, verdict.runs) == (change, runs)


@pytest.mark.parametrize(
    ("cold_runs", "mine", "change", "runs"),
    [
        (5, WARM, Change.REGRESSION, 6),
        (5, UNKNOWN, Change.REGRESSION, 6),
        (5, COLD, Change.NONE, 5),
        # Too few that lost the cache too: beside those that had it the cache shows with what it is worth.
        (4, COLD, Change.REGRESSION, 6),
        (0, COLD, Change.REGRESSION, 6),
        (0, UNKNOWN, Change.REGRESSION, 6),
    ],
)
def test_runs_with_a_cold_cache_are_compared_with_each_other(cold_runs, mine, change, runs):
    before = [*history(), *(pipeline(number, 250.0) for number in range(7, 7 + cold_runs))]
    caches = {**dict.fromkeys(range(10, 70), WARM), **dict.fromkeys(range(70, 120), COLD), 990: mine}
    known = History(before, learned={number: Learned(number, cache) for number, cache in caches.items()})
    verdict = judge(known, pipeline(99, 260.0))
    assert (verdict.change, verdict.runs) == (change, runs)


def test_a_job_that_never_has_a_cache_is_compared_with_all_of_its_runs():
    """Of most runs nobody knows the state, and none is known to have had the cache."""
    learned = {10: Learned(10, COLD), 20: Learned(20, COLD), 990: Learned(990, COLD)}
    assert judge(History(history(), learned=learned), pipeline(99, 150.0)).runs == 6


def test_where_every_run_lost_the_cache_they_are_compared_all_the_same():
    learned = {number: Learned(number, COLD) for number in range(10, 50)} | {990: Learned(990, WARM)}
    assert judge(History(history(STEADY[:4]), learned=learned), pipeline(99, 150.0)).runs == 4


def test_a_job_that_had_to_be_tried_again_is_no_baseline():
    again = [replace(run, jobs=tuple(replace(job, retries=1) for job in run.jobs)) for run in history(STEADY[:2])]
    assert judge(History([*again, *history(STEADY[2:])]), pipeline(99, 150.0)).runs == 4


def test_a_step_is_judged_by_the_same_step_of_the_logs_that_are_known():
    """The step holds a fifth of the job: what is +20 % on the job, and noise there, is +100 % on the step."""
    learned = {
        10 * number: Learned(10 * number, WARM, (("RUN make", one / 5),)) for number, one in enumerate(STEADY, 1)
    }
    known = History(history(NOISY), learned=learned | {990: Learned(990, WARM, (("RUN make", 40.0), ("COPY", 9.0)))})
    now = pipeline(99, 120.0)
    assert judge(known, now).change is Change.NONE
    steps = known.judge_steps(now.jobs[0], Floors())
    assert {name: one.change for name, one in steps.items()} == {"RUN make": Change.REGRESSION, "COPY": Change.UNKNOWN}


@pytest.mark.parametrize(
    ("now", "change", "is_controlled"),
    [
        (pipeline(99, 150.0, others={"lint": 90.0, "test": 300.0, "docs": 45.0}), Change.NONE, True),
        (pipeline(99, 150.0, others=OTHERS), Change.REGRESSION, True),
        (pipeline(99, 150.0, others={"lint": 90.0, "test": 300.0}), Change.REGRESSION, False),
    ],
    ids=["all slower", "only the build slower", "too few others"],
)
def test_a_slow_runner_is_told_by_the_untouched_jobs(now, change, is_controlled):
    verdict = judge(History(history(others=OTHERS), untouched=tuple(OTHERS)), now)
    assert (verdict.change, verdict.is_controlled) == (change, is_controlled)


def test_jobs_of_another_runner_class_tell_nothing_of_this_one():
    now = pipeline(99, 150.0, others={"lint": 90.0, "test": 300.0, "docs": 45.0})
    elsewhere = tuple(
        job if job.name == "build" else Job(job.id, job.name, "success", job.duration_seconds) for job in now.jobs
    )
    verdict = judge(
        History(history(others=OTHERS), untouched=tuple(OTHERS)), Pipeline(99, 1, "a" * 40, "success", jobs=elsewhere)
    )
    assert not verdict.is_controlled


@pytest.mark.parametrize(
    ("earlier", "proof"),
    [
        (pipeline(98, 150.0), Proof.CONFIRMED),
        (pipeline(98, 100.0), Proof.POSSIBLE),
        (pipeline(98, 150.0, runner="arm"), Proof.POSSIBLE),
        (pipeline(98, 150.0, status="failed"), Proof.POSSIBLE),
        (pipeline(98, math.nan), Proof.POSSIBLE),
        (None, Proof.POSSIBLE),
    ],
    ids=["slow too", "not slow", "elsewhere", "failed", "no time", "none"],
)
def test_the_run_before_confirms_when_it_ran_in_the_same_way(earlier, proof):
    assert judge(History(history(), earlier), pipeline(99, 150.0)).proof is proof


@pytest.mark.parametrize("seconds", [None, 0.0, -1.0])
def test_a_job_whose_time_is_not_known_gets_no_verdict(seconds):
    assert judge(History(history()), pipeline(99, seconds)) is None
