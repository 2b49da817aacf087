"""Gathering: the right pipeline against the right baseline, in few requests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NotAllowed
from tests.fakes.registry import Layer
from tests.workers.desk import MIB, open_desk
from workers.gather import STALEST_SECONDS, Gathered, NothingToReview, NotYet, gather


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def facts_of(desk, mr, run, **hints):
    gathered = gather(desk.task(mr, run, **hints), desk.tools)
    assert isinstance(gathered, Gathered), gathered
    return gathered.facts


SHAPES = ("detached", "merged_result", "branch", "fork")


@pytest.mark.parametrize(
    ("shape", "jobs", "others", "runs", "notes"),
    [
        *((shape, 1, 20, 5, 0) for shape in SHAPES),
        *((shape, 3, 97, 20, 60) for shape in SHAPES),
        ("detached", 1, 99, 20, 150),
        ("branch", 3, 17, 1, 150),
        ("detached", 1, 0, 0, 0),
    ],
)
def test_a_review_costs_2d_plus_5_requests_cold_and_d_plus_3_warm(shape, jobs, others, runs, notes):
    with open_desk(jobs=jobs) as desk:
        lab = desk.lab
        desk.commit("main")
        desk.main_ran(times=runs, others=others)
        fork = lab.fork(desk.project, into="dana/api") if shape == "fork" else None
        mr = desk.open_mr(source_project=fork)
        for number in range(notes):
            lab.add_note(mr, author=desk.dana, body=f"note {number}")
        more = {
            "detached": {"mr": mr, "kind": "detached"},
            "merged_result": {"mr": mr, "kind": "merged_result"},
            "branch": {},
            "fork": {"mr": mr, "kind": "detached", "project": fork},
        }[shape]
        hints = {"merge_request_iid": None, "target_branch": None} if shape == "branch" else {}
        hints |= {"is_asked": True} if not runs else {}
        allowed = {"cold": (2 if runs else 1) * jobs + 5, "warm": jobs + 3}
        for state, size in (("cold", 140), ("warm", 150)):
            run = desk.pipeline(size=size, others=others, **more)
            lab.clear_requests()
            desk.review(mr, run, **hints)
            assert len(lab.requests) <= allowed[state], (state, [(one.method, one.path) for one in lab.requests])
            (body,) = desk.said(mr)
            assert f"{size} MiB" in body


def test_an_unseen_image_costs_challenge_token_and_manifests_and_a_seen_one_nothing(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached")
    facts_of(desk, mr, run)
    assert len(desk.registry.requests) <= 2 * 3
    desk.registry.requests.clear()
    facts_of(desk, mr, run)
    assert desk.registry.requests == []


def test_without_graphql_the_same_is_found_by_rest(desk):
    desk.lab.clock.stand_still()
    desk.main_ran(times=3)
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", others=3)
    by_graphql = facts_of(desk, mr, run)
    desk.tools.store.forget_baseline_runs(desk.project.id, "main")
    desk.lab.faults.graphql_off = True
    assert facts_of(desk, mr, run) == by_graphql


def test_jobs_beyond_the_first_page_are_found_too(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", others=120)
    assert [job.name for job in facts_of(desk, mr, run).image_jobs] == ["make:0"]


def test_the_baseline_is_the_commit_that_the_branch_was_made_from(desk):
    exact = desk.main_ran()
    mr = desk.open_mr()
    desk.main_ran(times=2, size=200)
    baseline = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached")).baseline
    assert (baseline.pipeline_id, baseline.is_exact) == (exact.id, True)
    assert baseline.images["api"].image.platforms[0].compressed_bytes == 100 * MIB


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


def test_a_merged_result_is_compared_with_the_target_that_it_was_merged_into(desk):
    desk.main_ran()
    mr = desk.open_mr()
    newer = desk.main_ran(size=120)
    run = desk.pipeline(mr=mr, kind="merged_result")
    baseline = facts_of(desk, mr, run).baseline
    assert (baseline.pipeline_id, baseline.sha, baseline.is_exact) == (newer.id, newer.sha, True)


def test_a_commit_without_a_run_gives_way_to_the_newest_older_run(desk):
    desk.main_ran(size=90)
    nearest = desk.main_ran()
    desk.commit("main")
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached")
    desk.main_ran(size=200)
    baseline = facts_of(desk, mr, run).baseline
    assert (baseline.pipeline_id, baseline.is_exact) == (nearest.id, False)


@pytest.mark.parametrize("source", ["parent_pipeline", "webide", "security_orchestration_policy"])
def test_dangling_pipelines_are_no_baseline(desk, source):
    real = desk.main_ran()
    desk.pipeline("main", size=7, source=source)
    mr = desk.open_mr()
    facts = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached"))
    assert facts.baseline.pipeline_id == real.id
    assert len(facts.baseline.job_seconds["make:0"]) == 1


def test_without_any_run_of_the_target_there_is_no_baseline(desk):
    desk.commit("main")
    mr = desk.open_mr()
    baseline = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached")).baseline
    assert (baseline.pipeline_id, baseline.images) == (None, {})


def test_a_job_takes_the_nearest_run_that_ran_it(desk):
    first = desk.main_ran()
    desk.commit("main")
    without = desk.lab.add_pipeline(desk.project, ref="main")
    desk.lab.finish(without)
    mr = desk.open_mr()
    facts = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached"))
    assert facts.baseline.images["api"].pipeline_id == first.id


def test_images_of_two_jobs_in_one_repository_meet_their_own_baseline(desk):
    desk.image_jobs = []
    desk.commit("main")
    for run in (desk.pipeline("main", ends=None), desk.pipeline("main", ends=None)):
        desk.add_image_job(run, "docker plain", "acme/api", 100)
        desk.add_image_job(run, "docker debug", "acme/api", 300, tag=f"{run.sha[:8]}-debug")
        desk.lab.finish(run)
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", ends=None)
    desk.add_image_job(run, "docker plain", "acme/api", 101)
    desk.add_image_job(run, "docker debug", "acme/api", 301, tag=f"{run.sha[:8]}-debug")
    desk.lab.finish(run)
    images = facts_of(desk, mr, run).baseline.images
    sizes = {name: found.image.platforms[0].compressed_bytes // MIB for name, found in images.items()}
    assert sizes == {"api": 100, "api (debug)": 300}


def test_only_jobs_that_succeeded_are_measured(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", ends="failed")
    run.jobs[0].status = "failed"
    assert facts_of(desk, mr, run).image_jobs == ()


@pytest.mark.parametrize("repository", ["rivals/secret", "acme/api-secret", "acme", "acme/ap"])
@pytest.mark.parametrize("is_fork", [True, False])
def test_a_log_cannot_make_us_read_images_of_other_projects(desk, repository, is_fork):
    desk.main_ran()
    fork = desk.lab.fork(desk.project, into="dana/api") if is_fork else None
    mr = desk.open_mr(source_project=fork)
    desk.image_jobs = []
    run = desk.pipeline(mr=mr, kind="detached", project=fork or desk.project, ends=None)
    desk.add_image_job(run, "docker", repository, 5)
    desk.lab.finish(run)
    (image,) = facts_of(desk, mr, run).images
    assert image.unread_because == "it lies outside this project"
    assert not any(repository in line for line in desk.registry.requests)


def test_a_fork_pushes_into_the_fork(desk):
    desk.main_ran()
    fork = desk.lab.fork(desk.project, into="dana/api")
    mr = desk.open_mr(source_project=fork)
    (image,) = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached", project=fork)).images
    assert (image.name, image.unread_because) == ("api", None)


def test_a_log_that_a_fork_hides_is_said(desk):
    desk.main_ran()
    fork = desk.lab.fork(desk.project, into="dana/api")
    mr = desk.open_mr(source_project=fork)
    run = desk.pipeline(mr=mr, kind="detached", project=fork)
    desk.lab.faults.always(status=403, match=f"/projects/{fork.id}/jobs/")
    (notice,) = facts_of(desk, mr, run).notices
    assert "the fork has to grant the role Reporter" in notice


def test_a_log_of_ours_that_is_refused_is_tried_again(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached")
    desk.lab.faults.always(status=403, match="/jobs/")
    with pytest.raises(NotAllowed, match="403"):
        gather(desk.task(mr, run), desk.tools)


def test_an_image_that_is_gone_is_named_and_loses_nobody_the_comment(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached")
    digest = desk.registry.push("acme/api", tag="x", layers=[Layer(140 * MIB, "acme/api140")])
    desk.registry.delete("acme/api", digest)
    (image,) = facts_of(desk, mr, run).images
    assert image.unread_because == "the image is not in the registry any more"


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
