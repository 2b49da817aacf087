"""What was learned is read as it was remembered, and belongs to one project and one thing."""

import pytest

from bot.facts import Complaint, Layer, PlatformImage
from bot.readings import Log
from bot.traces.model import PushedImage, Trace
from workers.clients.store import MemoryKeeper, RedisKeeper, Store

COMPLAINT = Complaint(99, True, "api", "+184 MiB")
LOG = Log(Trace(pushes=(PushedImage("quay.io", "acme/api", ("1", "2"), None, 7),)))
PLATFORM = PlatformImage("linux/amd64", "sha256:a", (Layer("sha256:b", 7), Layer("sha256:c", 0)))


@pytest.fixture
def store():
    return Store(MemoryKeeper())


@pytest.mark.parametrize("value", [0, "", [], {}, False, {"a": [1, None, "ü"]}])
def test_a_keeper_gives_back_what_it_was_given_until_it_is_dropped(value):
    keeper = MemoryKeeper()
    keeper.put("a", value, 1)
    assert (keeper.get("a"), keeper.get("b")) == (value, None)
    keeper.drop("a")
    keeper.drop("a")
    assert keeper.get("a") is None


def test_a_kept_value_does_not_change_with_the_one_it_came_from():
    keeper, value = MemoryKeeper(), [1]
    keeper.put("a", value, 1)
    value.append(2)
    keeper.get("a").append(3)
    assert keeper.get("a") == [1]


@pytest.mark.parametrize(
    ("project_id", "iid", "note"), [(1, 2, (3, "hash")), (1, 3, None), (2, 2, None), (12, 2, None)]
)
def test_a_note_belongs_to_one_merge_request(store, project_id, iid, note):
    store.remember_note(1, 2, 3, "hash")
    assert store.note(project_id, iid) == note
    store.forget_note(project_id, iid)
    assert store.note(project_id, iid) is None


@pytest.mark.parametrize(("job_id", "log"), [(1, LOG), (2, Log()), (3, None)])
def test_an_empty_log_is_something_else_than_an_unread_one(store, job_id, log):
    store.remember_reading(1, 1, LOG)
    store.remember_reading(1, 2, Log())
    assert store.reading(1, job_id) == log
    assert store.reading(2, job_id) is None


@pytest.mark.parametrize(
    ("registry", "repository", "digest", "platforms"),
    [
        ("quay.io", "a", "sha256:a", (PLATFORM,)),
        ("quay.io", "a", "sha256:b", None),
        ("quay.io", "b", "sha256:a", None),
        ("ghcr.io", "a", "sha256:a", None),
    ],
)
def test_an_image_belongs_to_its_digest_in_its_repository(store, registry, repository, digest, platforms):
    store.remember_platforms("quay.io", "a", "sha256:a", (PLATFORM,))
    assert store.platforms(registry, repository, digest) == platforms


@pytest.mark.parametrize(("branch", "runs"), [("main", [{"id": 1}]), ("Main", None), ("main:2", None)])
def test_runs_belong_to_one_branch(store, branch, runs):
    store.remember_baseline_runs(1, "main", [{"id": 1}])
    assert (store.baseline_runs(1, branch), store.baseline_runs(2, branch)) == (runs, None)
    store.forget_baseline_runs(1, "main")
    assert store.baseline_runs(1, branch) is None


def test_what_is_learned_about_jobs_adds_up_until_it_is_forgotten(store):
    assert store.image_jobs(1) == {}
    store.remember_image_jobs(1, {"build": True, "test": True})
    store.remember_image_jobs(1, {"test": False})
    assert (store.image_jobs(1), store.image_jobs(2)) == ({"build": True, "test": False}, {})
    store.forget_image_jobs(1)
    assert store.image_jobs(1) == {}


@pytest.mark.parametrize(("repository", "token"), [("a", "t"), ("a/b", None), ("", None)])
def test_a_token_belongs_to_one_repository(store, repository, token):
    store.remember_registry_token("quay.io", "a", "t", 60)
    assert store.registry_token("quay.io", repository) == token


@pytest.mark.parametrize(("project", "iid", "complaint"), [(1, 5, COMPLAINT), (1, 6, None), (2, 5, None)])
def test_what_was_complained_of_belongs_to_one_merge_request(store, project, iid, complaint):
    store.remember_complaint(1, 5, COMPLAINT)
    assert store.complaint(project, iid) == complaint


def test_alone_in_a_process_nobody_waits_for_the_lock(store):
    with store.only_writer(1, 2), store.only_writer(1, 2):
        pass


@pytest.mark.redis
def test_a_writer_that_died_keeps_nobody_out_for_longer_than_its_lease(redis):
    dead = Store(RedisKeeper(redis, lock_seconds=0.3)).only_writer(1, 2)
    dead.__enter__()
    assert 0 < redis.pttl("lighterman:lock:1:writer:2") <= 300
    with Store(RedisKeeper(redis, lock_seconds=60)).only_writer(1, 2):
        assert redis.pttl("lighterman:lock:1:writer:2") > 300
    assert redis.exists("lighterman:lock:1:writer:2") == 0
