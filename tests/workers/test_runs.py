"""Runs survive the store: what is read is what was written, as far as it counts."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.facts import Job, Pipeline, PipelineKind
from workers.runs import read_runs, write_runs

WHEN = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
RUN = Pipeline(1, 2, "abc", "success")
DONE = Job(1, "build", "success", 4.5, 0.5, WHEN)


def stored(runs):
    return read_runs(json.loads(json.dumps(write_runs(runs))))


@pytest.mark.parametrize(
    "runs",
    [
        (),
        (RUN,),
        (RUN, replace(RUN, id=2)),
        (replace(RUN, finished_at=WHEN, source="push"),),
        (replace(RUN, status="failed"),),
        *((replace(RUN, kind=kind),) for kind in PipelineKind),
        (replace(RUN, jobs=(DONE, Job(2, "ünï", "success"))),),
    ],
)
def test_runs_come_back_as_they_were(runs):
    assert stored(runs) == runs


@pytest.mark.parametrize(
    ("status", "count"), [("success", 1), ("failed", 0), ("canceled", 0), ("skipped", 0), ("running", 0), ("manual", 0)]
)
def test_of_the_jobs_only_the_successful_ones_are_kept(status, count):
    (run,) = stored([replace(RUN, jobs=(replace(DONE, status=status),))])
    assert len(run.jobs) == count
