"""`/rebuild-cache` against the practice GitLab and its registry: what is deleted, what runs, and what is said."""

from datetime import timedelta

import pytest

from tests.fakes.gitlab.registry import Registry
from tests.fakes.registry import Layer
from tests.workers.tasks.rebuilding import COLD, rebuilding
from workers.outcome import Done, TryAgain

BEGUN = (
    "⏳ Rebuilding the cache of `build` without `{host}/acme/api:cache-feature`: pipeline #99004 "
    "(about 5 min 20 s, the median of 2 earlier cold builds)."
)
ENDED = (
    "`build` is done in 5 min 51 s: 0 of 5 steps came from the cache. "
    "The next build should take about 2 min 15 s, as earlier warm ones did."
)
STEPS = [
    ("POST", "/award_emoji"),
    ("POST", "/discussions/"),
    ("DELETE", "/tags/cache-feature"),
    ("POST", "/retry"),
    ("PUT", "/notes/"),
]


@pytest.fixture
def scene():
    with rebuilding() as (one, _):
        yield one


def tags(scene):
    return Registry(scene.host, "acme/api").names()


def test_the_cache_tag_goes_the_job_runs_again_and_the_end_is_measured(scene):
    task = scene.give()
    assert scene.work(task) == TryAgain(10.0, "rebuild-cache: not over yet")
    assert tags(scene) == ["1.0"]
    assert scene.said() == BEGUN.format(host=scene.host)
    assert scene.receipts() == ["eyes"]
    assert [job.status for job in scene.run.jobs] == ["success", "pending"]
    scene.job_ends()
    assert isinstance(scene.work(task), Done)
    assert scene.said() == ENDED
    assert scene.receipts() == ["white_check_mark"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("method", "path"), STEPS)
def test_a_worker_that_dies_at_any_step_changes_nothing_of_the_outcome(scene, method, path, when):
    task = scene.give()
    scene.die_at(task, method, path, when)
    scene.work(task)
    scene.job_ends()
    scene.work(task)
    assert (tags(scene), scene.said(), scene.receipts()) == (["1.0"], ENDED, ["white_check_mark"])
    assert len(scene.run.jobs) == 2
    assert scene.lab.count(method="DELETE", path_contains="/tags/") <= 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_that_dies_at_the_last_word_says_it_once(scene, when):
    task = scene.give()
    scene.work(task)
    scene.job_ends()
    scene.die_at(task, "PUT", "/notes/", when)
    scene.work(task)
    assert (scene.said(), scene.receipts()) == (ENDED, ["white_check_mark"])


def test_a_cache_that_was_pushed_anew_is_left_alone_by_a_second_attempt():
    with rebuilding() as (scene, registry):
        task = scene.give()
        scene.die_at(task, "POST", "/retry", "after")
        registry.push("acme/api", tag="cache-feature", layers=[Layer(1000, "fresh")])
        scene.job_ends()
        scene.work(task)
        assert tags(scene) == ["1.0", "cache-feature"]
        assert scene.said() == ENDED


@pytest.mark.parametrize("graphql_off", [False, True])
def test_a_tag_of_the_same_digest_saves_the_cache(graphql_off):
    with rebuilding(has_cache=False) as (scene, registry):
        scene.lab.faults.graphql_off = graphql_off
        registry.push("acme/api", tag="cache-feature", layers=[Layer(1000, "released")])
        scene.work(scene.give())
        assert tags(scene) == ["1.0", "cache-feature"]
        assert f"is the same image as `{scene.host}/acme/api:1.0`, which could be lost with it." in scene.said()
        assert scene.receipts() == ["x"]
        assert len(scene.run.jobs) == 1


def test_deleting_one_of_two_tags_of_a_digest_really_loses_the_other():
    with rebuilding(has_cache=False) as (scene, registry):
        registry.push("acme/api", tag="cache-feature", layers=[Layer(1000, "released")])
        Registry(scene.host, "acme/api").delete("cache-feature")
        assert tags(scene) == []


def test_a_protected_tag_is_found_before_anything_is_deleted(scene):
    scene.repository.protected_tags["cache-feature"] = 40
    scene.work(scene.give())
    assert "GitLab does not let me delete" in scene.said()
    assert scene.lab.count(method="DELETE", path_contains="/tags/") == 0


def test_without_graphql_a_protected_tag_is_refused_when_it_is_deleted(scene):
    scene.lab.faults.graphql_off = True
    scene.repository.protected_tags["cache-feature"] = 40
    scene.work(scene.give())
    assert "was not deleted: GitLab refused it" in scene.said()
    assert (tags(scene), len(scene.run.jobs)) == (["1.0", "cache-feature"], 1)


def test_a_registry_that_is_hidden_changes_nothing(scene):
    scene.lab.faults.next(1, status=403, match="/registry/repositories")
    scene.lab.faults.next(1, status=403, match="/registry/repositories")
    scene.work(scene.give())
    assert "GitLab does not show me the registry of this project" in scene.said()
    assert tags(scene) == ["1.0", "cache-feature"]


def test_a_cache_that_is_gone_is_told():
    with rebuilding(has_cache=False) as (scene, _):
        scene.work(scene.give())
        assert scene.said().startswith(f"❌ The cache `{scene.host}/acme/api:cache-feature` is not in the registry")


def test_a_variable_starts_one_pipeline_however_often_the_worker_dies():
    with rebuilding(config="rebuild-cache: {variable: NO_CACHE}\n") as (scene, _):
        task = scene.give()
        for when in ("before", "after"):
            scene.die_at(task, "POST", f"/projects/{scene.project.id}/pipeline", when)
        assert isinstance(scene.work(task), TryAgain)
        (started,) = [one for one in scene.lab.pipelines.values() if one.source == "api"]
        assert (started.variables, started.ref) == ({"NO_CACHE": "1"}, "feature")
        assert tags(scene) == ["1.0", "cache-feature"]
        scene.lab.add_job(started, "build", status="running", duration=None)
        scene.job_ends(of=started)
        scene.work(task)
        assert scene.said() == ENDED


def test_a_job_that_runs_is_not_retried_but_built_anew(scene):
    run = scene.lab.add_pipeline(scene.project, ref="feature", mr=scene.mr, kind="detached")
    scene.lab.add_job(run, "build", status="running", duration=None)
    scene.work(scene.give())
    started = max(scene.lab.pipelines.values(), key=lambda one: one.id)
    assert started.id > run.id
    assert (started.user, started.source) == (scene.lab.bot, "merge_request_event")
    assert f"pipeline #{started.id}" in scene.said()
    assert tags(scene) == ["1.0"]


@pytest.mark.parametrize("state", ["closed", "merged"])
def test_a_merge_request_that_is_over_changes_nothing(scene, state):
    (scene.lab.close_mr if state == "closed" else scene.lab.merge_mr)(scene.mr, user=scene.dana)
    scene.work(scene.give())
    assert scene.said() == f"❌ This merge request is {state}; `/rebuild-cache` is for open ones."
    assert tags(scene) == ["1.0", "cache-feature"]


def test_what_began_is_seen_through_though_it_was_merged_meanwhile(scene):
    task = scene.give()
    scene.work(task)
    scene.job_ends(trace=COLD)
    scene.lab.merge_mr(scene.mr, user=scene.dana)
    scene.work(task)
    assert scene.said() == ENDED


def test_a_build_that_never_ends_is_given_up(scene):
    task = scene.give()
    scene.work(task)
    answer = scene.work_at(task, timedelta(hours=2))
    assert isinstance(answer, Done)
    assert scene.said().endswith("It has not ended in time; I no longer look.")
