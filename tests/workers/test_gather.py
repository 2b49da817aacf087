"""Gathering: the right pipeline against the right baseline."""

from dataclasses import replace

import pytest

from bot.errors import NotAllowed
from bot.secret import Secret
from bot.server_file import RegistryAccess
from bot.settings import Settings
from tests.fakes.registry import Layer
from tests.workers.desk import MIB, open_desk
from workers.gather import Gathered, gather
from workers.toolbox import open_toolbox


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def facts_of(desk, mr, run, **hints):
    gathered = gather(desk.task(mr, run, **hints), desk.tools)
    assert isinstance(gathered, Gathered), gathered
    return gathered.facts


def test_without_graphql_the_same_is_found_by_rest(desk):
    desk.lab.clock.stand_still()
    desk.main_ran(times=3)
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", others=3)
    by_graphql = facts_of(desk, mr, run)
    desk.tools.store.forget_baseline_runs(desk.project.id, "main")
    desk.lab.faults.graphql_off = True
    # REST would need one more request for the version, of which only a picture depends.
    assert facts_of(desk, mr, run) == replace(by_graphql, gitlab_version="")


def test_the_baseline_is_the_commit_that_the_branch_was_made_from(desk):
    exact = desk.main_ran()
    mr = desk.open_mr()
    desk.main_ran(times=2, size=200)
    baseline = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached")).baseline
    assert (baseline.pipeline_id, baseline.is_exact) == (exact.id, True)
    assert baseline.images["api"].image.platforms[0].compressed_bytes == 100 * MIB


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
    assert [run.id for run in facts.baseline.runs] == [real.id]


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


def test_a_registry_of_the_server_file_is_read_wherever_the_image_lies(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", ends=None)
    desk.add_image_job(run, "docker", "mirror/tools/api", 5)
    desk.lab.finish(run)
    access = RegistryAccess(desk.registry.host, "me", Secret("mine"))
    desk.tools = open_toolbox(Settings(desk.lab.url, Secret(desk.lab.token), registries=(access,)), with_redis=False)
    assert [image.unread_because for image in facts_of(desk, mr, run).images] == [None, None]


def test_the_pipeline_of_a_fork_is_linked_in_the_fork(desk):
    desk.main_ran()
    fork = desk.lab.fork(desk.project, into="dana/api")
    mr = desk.open_mr(source_project=fork)
    run = desk.pipeline(mr=mr, kind="detached", project=fork)
    for desk.lab.faults.graphql_off in (False, True):
        facts = facts_of(desk, mr, run)
        assert facts.pipeline_web_url == f"{desk.lab.url}/dana/api"
        assert facts.web_url == f"{desk.lab.url}/acme/api"


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


def test_the_logs_of_image_jobs_are_read_once_with_those_of_the_baseline(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", others=1)
    (before,) = facts_of(desk, mr, run).logs
    desk.lab.clear_requests()
    (again,) = facts_of(desk, mr, run).logs
    assert before == again
    assert (again.job.name, len(again.log.trace.pushes), len(again.before.trace.pushes)) == ("make:0", 1, 1)
    assert desk.lab.count(path_contains="/trace") == 0


def test_a_failed_image_job_is_read_too_and_its_images_are_not_measured(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", ends=None)
    run.jobs[0].trace += b"$ docker push x\ndial tcp: lookup registry.test on 10.0.0.2:53: no such host\n"
    desk.lab.finish_job(run.jobs[0], "failed")
    desk.lab.finish(run, "failed")
    facts = facts_of(desk, mr, run)
    (failed,) = facts.logs
    assert (facts.image_jobs, facts.images) == ((), ())
    assert (failed.job.status, failed.log.diagnosis.failure, failed.before) == ("failed", "dns_error", None)


@pytest.mark.parametrize("status", ["canceled", "skipped", "manual"])
def test_a_job_that_did_not_run_to_its_end_is_not_read(desk, status):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", ends="canceled")
    run.jobs[0].status = status
    assert facts_of(desk, mr, run).logs == ()


def test_logs_of_jobs_that_the_hook_named_are_read_once_and_only_of_those_that_build_images(desk):
    desk.main_ran()
    mr = desk.open_mr()
    facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached"))
    run = desk.pipeline(mr=mr, kind="detached", others=2)
    desk.lab.clear_requests()
    facts_of(desk, mr, run, succeeded=tuple((job.id, job.name) for job in run.latest_jobs))
    assert [path for one in desk.lab.requests if (path := one.path).endswith("/trace")] == [
        f"/api/v4/projects/{desk.project.id}/jobs/{run.latest_jobs[-1].id}/trace"
    ]


def test_a_log_that_cannot_be_read_ahead_is_read_when_it_is_needed(desk):
    desk.main_ran()
    mr = desk.open_mr()
    facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached"))
    run = desk.pipeline(mr=mr, kind="detached")
    desk.lab.faults.next(1, status=502, match="/trace")
    named = tuple((job.id, job.name) for job in run.latest_jobs)
    assert [image.name for image in facts_of(desk, mr, run, succeeded=named).images] == ["api"]
