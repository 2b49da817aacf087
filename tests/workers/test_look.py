"""Looking: which merge request and which runs of its target, and when there is nothing to review."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.workers.desk import open_desk
from workers.gather import Gathered, NothingToReview, NotYet, gather
from workers.look import STALEST_SECONDS


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def facts_of(desk, mr, run, **hints):
    gathered = gather(desk.task(mr, run, **hints), desk.tools)
    assert isinstance(gathered, Gathered), gathered
    return gathered.facts


@pytest.mark.parametrize("has_graphql", [True, False])
def test_a_run_older_than_the_newest_twenty_is_found_by_its_commit(desk, has_graphql):
    desk.lab.faults.graphql_off = not has_graphql
    exact = desk.main_ran()
    mr = desk.open_mr()
    desk.main_ran(times=20, size=200)
    run = desk.pipeline(mr=mr, kind="detached")
    desk.lab.clear_requests()
    assert facts_of(desk, mr, run).baseline.pipeline_id == exact.id
    if has_graphql:
        assert desk.lab.count(path_contains="graphql") == 2


@pytest.mark.parametrize(
    ("hints", "said"),
    [
        ({"merge_request_iid": 99}, "no open merge request"),
        ({"merge_request_iid": None, "source_branch": "other"}, "no open merge request"),
    ],
)
def test_without_a_merge_request_there_is_nothing_to_review(desk, hints, said):
    desk.main_ran()
    mr = desk.open_mr()
    result = gather(desk.task(mr, desk.pipeline(mr=mr, kind="detached"), **hints), desk.tools)
    assert isinstance(result, NothingToReview)
    assert said in result.reason


def test_a_merge_request_that_is_closed_is_left_alone(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached")
    mr.state = "merged"
    assert gather(desk.task(mr, run), desk.tools) == NothingToReview("!1 is merged")


def test_a_pipeline_that_runs_on_is_left_to_its_hook(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", ends=None)
    result = gather(desk.task(mr, run, is_finished=False), desk.tools)
    assert isinstance(result, NothingToReview)


def test_a_pipeline_that_runs_in_a_fork_is_looked_at_again(desk):
    desk.main_ran()
    fork = desk.lab.fork(desk.project, into="dana/api")
    mr = desk.open_mr(source_project=fork)
    run = desk.pipeline(mr=mr, kind="detached", project=fork, ends=None)
    assert isinstance(gather(desk.task(mr, run, is_finished=False, pipeline_id=None), desk.tools), NotYet)


def test_a_gitlab_that_lags_behind_its_hook_is_waited_for_but_not_for_ever(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached")
    now = datetime(2026, 3, 2, tzinfo=UTC)
    child = replace(desk.task(mr, run), pipeline_id=run.id + 1)
    assert isinstance(gather(child, replace(desk.tools, now=lambda: now)), NotYet)
    later = now + timedelta(seconds=STALEST_SECONDS - 1)
    assert isinstance(gather(child, replace(desk.tools, now=lambda: later)), NotYet)
    much_later = now + timedelta(seconds=STALEST_SECONDS + 1)
    assert isinstance(gather(child, replace(desk.tools, now=lambda: much_later)), Gathered)


def test_a_new_run_of_the_target_is_taken_into_account(desk):
    desk.main_ran()
    mr = desk.open_mr()
    facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached"))
    newer = desk.main_ran()
    gather(desk.task(mr, newer, merge_request_iid=None, source_branch="main", target_branch=None), desk.tools)
    facts = facts_of(desk, mr, desk.pipeline(mr=mr, kind="merged_result"))
    assert facts.baseline.pipeline_id == newer.id
