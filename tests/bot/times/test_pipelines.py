"""A whole pipeline is judged by the seconds in which any of its jobs ran, and told by its slowest chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.facts import Job, Pipeline
from bot.times.judging import Change, Floors, Proof
from bot.times.pipelines import busy_seconds, chain_of, judge_pipeline

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def job(name, began, seconds, *, status="success", **more):
    """Return a job that began so many seconds after the first."""
    ended = None if seconds is None else START + timedelta(seconds=began + seconds)
    return Job(hash(name) % 997, name, status, seconds, 2.0, ended, **more)


def pipeline(*jobs, number=1):
    return Pipeline(number, 1, "a" * 40, "success", jobs=jobs)


@pytest.mark.parametrize(
    ("jobs", "seconds"),
    [
        ([job("a", 0, 60.0)], 60),
        ([job("a", 0, 60.0), job("b", 0, 60.0)], 60),
        ([job("a", 0, 60.0), job("b", 30, 60.0)], 90),
        ([job("a", 0, 60.0), job("b", 10, 20.0)], 60),
        # Nothing ran between the two.
        ([job("a", 0, 60.0), job("b", 100, 60.0)], 120),
        ([job("a", 0, 60.0), job("b", 10, None), job("c", 10, -5.0)], 60),
        ([job("a", 0, None)], None),
        ([], None),
    ],
)
def test_a_pipeline_is_busy_while_any_job_runs(jobs, seconds):
    assert busy_seconds(pipeline(*jobs)) == seconds


STEADY = [pipeline(job("build", 0, seconds), job("test", 200, 50.0)) for seconds in (100.0, 102.0, 98.0, 101.0, 99.0)]


@pytest.mark.parametrize(
    ("runs", "change", "proof"),
    [
        (STEADY, Change.REGRESSION, Proof.POSSIBLE),
        (STEADY[:4], Change.UNKNOWN, None),
        # Runs in which only the documentation was built do not count.
        ([*STEADY[:4], pipeline(job("docs", 0, 5.0))], Change.UNKNOWN, None),
        ([*STEADY[:4], pipeline(job("build", 0, 90.0), job("test", 0, 5.0, status="failed"))], Change.UNKNOWN, None),
    ],
)
def test_a_pipeline_is_compared_with_those_in_which_all_of_its_jobs_ran(runs, change, proof):
    verdict = judge_pipeline(runs, pipeline(job("build", 0, 200.0), job("test", 300, 50.0)), Floors())
    assert (verdict.change, verdict.proof) == (change, proof)


def test_a_pipeline_is_confirmed_by_the_one_before():
    slow = pipeline(job("build", 0, 200.0), job("test", 300, 50.0))
    assert judge_pipeline(STEADY, slow, Floors(), earlier=slow).proof is Proof.CONFIRMED
    assert judge_pipeline(STEADY, slow, Floors(), earlier=STEADY[0]).proof is Proof.POSSIBLE


def test_a_pipeline_without_times_is_not_judged():
    assert judge_pipeline(STEADY, pipeline(job("build", 0, None)), Floors()) is None


def test_the_chain_follows_the_needs_of_now_in_both_runs():
    jobs = [job("build", 0, 100.0), job("unit", 0, 150.0), job("deploy", 200, 30.0, stage=1, needs=("build",))]
    chain = chain_of(pipeline(*(replace(one, needs=None) for one in jobs)), pipeline(*jobs))
    assert [link.job.name for link in chain.links] == ["unit"]
    assert (chain.seconds, chain.before_seconds) == (152.0, 152.0)


def test_needs_that_contradict_each_other_give_no_chain():
    assert chain_of(None, pipeline(job("a", 0, 1.0, needs=("b",)), job("b", 0, 1.0, needs=("a",)))) is None
