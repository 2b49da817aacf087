"""The door, the sweeper's leader and Redis are killed, a worker is frozen, GitLab lies: the outcome is there once."""

import signal

import pytest

from tests.faults import road
from tests.faults.promises import assert_nothing_is_left, assert_nothing_is_lost
from tests.faults.rig import PATIENCE_SECONDS
from tests.faults.yard import wait_for_the_end
from tests.stories.scene import api
from tests.stories.stack import wait_until

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
def what_is_promised(rig, at_rest):
    """Check after every test that nothing was lost and nothing is left."""
    yield
    wait_for_the_end(rig)
    assert_nothing_is_lost(rig)
    assert_nothing_is_left(rig, at_rest)


@pytest.mark.parametrize(("when", "is_stored"), [("before", 0), ("after", 1)])
def test_a_door_killed_around_the_store_has_not_answered_and_the_event_is_handled_once(rig, yard, when, is_stored):
    mr = yard.open_mr(f"door-killed-{when}")
    stored = len(rig.keys("lighterman:event:*"))
    barrier = road.hold_store(rig.wire, when)
    pipeline = yard.build(mr)
    delivery = rig.lab.deliveries[-1]
    barrier.wait_until_held()
    rig.kill("web")
    barrier.drop()
    rig.lab.wait_for_deliveries()
    assert 200 not in delivery.statuses
    assert len(rig.keys("lighterman:event:*")) == stored + is_stored
    rig.up("web")
    wait_until(rig.is_ready, "the door was not ready", seconds=PATIENCE_SECONDS, log=lambda: rig.log("web"))
    assert rig.lab.redeliver(delivery) == 200
    wait_for_the_end(rig)
    yard.assert_one_comment(mr, pipeline)
    assert len(rig.keys("lighterman:event:*")) == stored + 1


def test_a_worker_frozen_before_it_finishes_is_fenced_off(rig, yard):
    mr = yard.open_mr("frozen-before-the-finish")
    barrier = road.hold_finish(rig.wire, "before")
    pipeline = yard.build(mr)
    frozen = rig.owner(barrier.wait_until_held())
    rig.signal_all(frozen, signal.SIGSTOP)
    wait_for_the_end(rig)
    before = rig.log(frozen)
    barrier.release()
    rig.signal_all(frozen, signal.SIGCONT)
    wait_until(lambda: "was lost" in rig.log(frozen)[len(before) :], "it was not fenced off", seconds=PATIENCE_SECONDS)
    wait_for_the_end(rig)
    yard.assert_one_comment(mr, pipeline)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_what_a_frozen_worker_writes_too_late_does_not_stay(rig, yard, method):
    mr = yard.open_mr(f"frozen-before-its-{method}")
    if method == "PUT":
        yard.build(mr, api(40, 80))
        yard.comment(mr)
    barrier = rig.lab.hold(method, "/notes")
    yard.build(mr, api(40, 70))
    barrier.wait_until_held()
    frozen = rig.claimers[-1]
    rig.signal_all(frozen, signal.SIGSTOP)
    newest = yard.build(mr)
    wait_for_the_end(rig)
    yard.assert_one_comment(mr, newest)
    before = rig.log(frozen)
    barrier.release()
    rig.signal_all(frozen, signal.SIGCONT)
    wait_until(lambda: "was lost" in rig.log(frozen)[len(before) :], "it was not fenced off", seconds=PATIENCE_SECONDS)
    wait_for_the_end(rig)
    yard.assert_one_comment(mr, newest)


def test_when_the_sweepers_leader_is_killed_another_one_finds_what_was_forgotten(rig, yard):
    mr = yard.open_mr("leader-killed")
    barrier = road.hold_claim(rig.wire, "after")
    pipeline = yard.build(mr)
    worker = rig.owner(barrier.wait_until_held())
    rig.kill(worker)
    barrier.drop()
    rig.up(worker)
    leader = rig.leaders[-1]
    rig.kill(leader)
    led = len(rig.leaders)
    rig.up(leader)
    wait_for_the_end(rig)
    yard.assert_one_comment(mr, pipeline)
    assert rig.leaders[led:] != []


@pytest.mark.parametrize(("method", "kind"), [("POST", "create"), ("PUT", "update"), ("POST", "reply")])
def test_a_write_that_gitlab_stored_and_answered_with_502_is_there_once(rig, yard, method, kind):
    mr = yard.open_mr(f"lied-about-the-{kind}")
    if kind == "update":
        yard.build(mr, api(40, 70))
        yard.comment(mr)
    rig.lab.clear_requests()
    place = f"/projects/{mr.project.id}/merge_requests/{mr.iid}/{'discussions' if kind == 'reply' else 'notes'}"
    rig.lab.faults.next(1, status=502, match=f"{method} /api/v4{place}", after_storing=True)
    what = yard.ask(mr) if kind == "reply" else yard.build(mr)
    wait_for_the_end(rig)
    assert [one.method for one in rig.lab.requests if one.status == 502] == [method]
    if kind == "reply":
        yard.assert_one_answer(mr, what)
    else:
        yard.assert_one_comment(mr, what)


def test_redis_killed_twice_under_load_loses_nothing_that_was_acknowledged(rig, yard):
    mrs = [yard.open_mr(f"redis-killed-{number}") for number in range(12)]
    begun = len(rig.lab.deliveries)
    for size in (70, 90):
        for mr in mrs:
            yard.build(mr, api(40, size))
        rig.server.kill()
        yard.build(mrs[0], api(40, size))
        wait_until(lambda: rig.lab.deliveries[-1].statuses, "the door did not answer", seconds=PATIENCE_SECONDS)
        assert rig.lab.deliveries[-1].statuses == [503]
        rig.server.start()
    newest = [yard.build(mr) for mr in mrs]
    _send_again_until_acknowledged(rig, begun)
    wait_until(lambda: rig.revive() or rig.pending() == 0, "events were pending", seconds=PATIENCE_SECONDS)
    for mr, pipeline in zip(mrs, newest, strict=True):
        yard.assert_one_comment(mr, pipeline)


def _send_again_until_acknowledged(rig, begun):
    """Do what a person does who presses «Resend» after an outage."""
    rig.lab.wait_for_deliveries()
    wait_until(rig.is_ready, "the door was not ready", seconds=PATIENCE_SECONDS, log=lambda: rig.log("web"))
    for delivery in rig.lab.deliveries[begun:]:
        if 200 not in delivery.statuses:
            assert rig.lab.redeliver(delivery) == 200
