"""Tasks of one subject are merged: the newer one wins, the older one fills what it left open."""

import functools
import itertools

import pytest

from bot.tasks import ForgetImageJobs, ProjectHint, ReviewPipeline, RunCommand, Task, merge

PROJECT = ProjectHint(17, "acme/api")


def review(**hints: object) -> ReviewPipeline:
    return ReviewPipeline(project=PROJECT, **hints)


def note(note_id: int) -> RunCommand:
    return RunCommand(project=PROJECT, merge_request_iid=5, note_id=note_id)


@pytest.mark.parametrize(
    ("older", "newer", "merged"),
    [
        (review(merge_request_iid=5), review(pipeline_id=9), review(merge_request_iid=5, pipeline_id=9)),
        (review(pipeline_id=9), review(pipeline_id=8), review(pipeline_id=9)),
        (review(target_branch="main"), review(target_branch="next"), review(target_branch="next")),
        (review(is_asked=True), review(), review(is_asked=True)),
        (review(pipeline_id=8, is_finished=True), review(pipeline_id=9), review(pipeline_id=9)),
        (
            review(pipeline_id=9, is_finished=True),
            review(pipeline_id=9),
            review(pipeline_id=9, is_finished=True),
        ),
        (
            review(pipeline_id=9, succeeded=((70, "image"),)),
            review(pipeline_id=9),
            review(pipeline_id=9, succeeded=((70, "image"),)),
        ),
        (review(pipeline_id=8, succeeded=((70, "image"),)), review(pipeline_id=9), review(pipeline_id=9)),
        (review(event_uuid="a"), review(event_uuid="b"), review(event_uuid="b")),
        (review(), ForgetImageJobs(project=PROJECT), ForgetImageJobs(project=PROJECT)),
        (note(1), note(2), note(2)),
    ],
)
def test_the_newer_task_wins_and_the_older_one_fills_the_gaps(older: Task, newer: Task, merged: Task):
    assert merge(older, newer) == merged


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (review(is_finished=True, pipeline_id=8), review(pipeline_id=9)),
        (review(pipeline_id=9), review(pipeline_id=8, is_finished=True)),
        (review(), review()),
        (review(pipeline_id=9), review()),
    ],
)
def test_that_an_older_pipeline_has_finished_says_nothing_of_the_newest(older: Task, newer: Task):
    assert merge(older, newer).is_finished is False


@pytest.mark.parametrize("field", ["merge_request_iid", "source_branch", "target_branch", "pipeline_id"])
def test_what_nobody_said_stays_open(field: str):
    assert getattr(merge(review(), review()), field) is None


def test_whatever_the_order_the_newest_pipeline_is_the_one_that_is_reviewed():
    hints = [review(pipeline_id=7, is_finished=True), review(pipeline_id=9, is_finished=True), review(pipeline_id=8)]
    for order in itertools.permutations(hints):
        task = functools.reduce(merge, order)
        assert (task.pipeline_id, task.is_finished) == (9, True)
