"""A cache that fails behind `|| true` in pipeline after pipeline is noticed, and the comment says in how many."""

import pytest

from tests.workers.desk import open_desk
from tests.workers.logs_of_builds import build_log
from tests.workers.test_gather import facts_of

REFERENCE = "registry.test/acme/api:cache"
COMMAND = f"docker build --cache-from {REFERENCE} -t api ."
PULL = f"$ docker pull {REFERENCE} || true\n"
DEAD = f"{PULL}Error response from daemon: manifest for {REFERENCE} not found: manifest unknown\n" + build_log(
    command=COMMAND
)
ALIVE = f"{PULL}Status: Downloaded newer image for {REFERENCE}\n" + build_log("hit", "hit", "hit", command=COMMAND)


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def counts(desk, *logs, before=DEAD, **pipeline):
    """Run pipelines one after the other and return how long the cache was dead in each."""
    desk.main_ran(log=before)
    mr = desk.open_mr(source_project=pipeline.get("project"))
    found = []
    for text in logs:
        (one,) = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached", log=text, **pipeline)).logs
        found.append(one.dead_pipelines)
    return found


def test_dead_pipelines_are_counted_with_that_of_the_target_branch_until_one_has_a_cache(desk):
    assert counts(desk, DEAD, DEAD, ALIVE, DEAD) == [2, 3, 0, 1]


def test_a_cache_that_the_target_branch_has_is_not_dead_for_long(desk):
    assert counts(desk, DEAD, before=ALIVE) == [1]


def test_a_build_without_a_cache_counts_nothing(desk):
    assert counts(desk, build_log(), before=build_log()) == [0]


def test_a_review_that_is_repeated_counts_once(desk):
    desk.main_ran(log=DEAD)
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", log=DEAD)
    assert [facts_of(desk, mr, run).logs[0].dead_pipelines for _ in range(3)] == [2, 2, 2]


def test_what_a_fork_may_not_read_is_not_dead(desk):
    fork = desk.lab.fork(desk.project, into="dana/api")
    assert counts(desk, DEAD, DEAD, project=fork) == [0, 0]


def test_the_comment_says_so_although_every_job_is_green(desk):
    desk.main_ran(log=DEAD, size=140)
    mr = desk.open_mr()
    for _ in range(2):
        desk.review(mr, desk.pipeline(mr=mr, kind="detached", log=DEAD))
    (body,) = desk.said(mr)
    assert "### ⚠️ Job `make:0` names a cache that it could not use in 3 pipelines in a row" in body
    assert f"`{REFERENCE}` (`manifest for {REFERENCE} not found: manifest unknown`, [line 2](" in body
