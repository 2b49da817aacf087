"""Tasks of one subject are merged: the newer one wins, the older one fills what it left open."""

import pytest

from bot.tasks import ForgetImageJobs, ProjectHint, ReviewPipeline, Task, merge

PROJECT = ProjectHint(17, "acme/api")


def review(**hints: object) -> ReviewPipeline:
    return ReviewPipeline(project=PROJECT, **hints)


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
        (review(event_uuid="a"), review(event_uuid="b"), review(event_uuid="b")),
        (review(), ForgetImageJobs(project=PROJECT), ForgetImageJobs(project=PROJECT)),
    ],
)
def test_the_newer_task_wins_and_the_older_one_fills_the_gaps(older: Task, newer: Task, merged: Task):
    assert merge(older, newer) == merged
