"""Events are handed out by lease: each subject to one worker, all that waits for it at once, the oldest first."""

import pytest

from tests.box import LEASE_SECONDS, packed

pytestmark = pytest.mark.redis


async def test_an_empty_inbox_hands_out_nothing(box):
    assert box.claim() == []


async def test_all_that_waits_for_a_subject_is_handed_out_in_the_order_of_arrival(box):
    for name in (b"first", b"second", b"third"):
        await box.accept(name)
        box.clock.pass_by(-1.0)
    box.clock.pass_by(60)
    claim = box.claim_one()
    assert (claim.subject, claim.failures, packed(claim)) == ("17/mr/5", 0, [b"first", b"second", b"third"])


async def test_forty_events_of_one_merge_request_are_one_claim(box):
    for _ in range(40):
        await box.accept()
    assert [len(claim.events) for claim in box.claim()] == [40]


async def test_twenty_events_are_claimed_at_once_and_the_rest_by_the_next(box):
    for number in range(25):
        await box.accept(subject=f"17/mr/{number}")
    assert [len(box.claim()), len(box.claim()), len(box.claim())] == [20, 5, 0]


async def test_older_subjects_come_first(box):
    for number in range(25):
        await box.accept(subject=f"17/mr/{number}")
        box.clock.pass_by(0.01)
    assert {claim.subject for claim in box.claim()} == {f"17/mr/{number}" for number in range(20)}


async def test_lanes_do_not_see_each_other(box):
    await box.accept(b"hook")
    await box.accept(b"command", subject="17/note/9", lane="commands")
    assert packed(box.claim_one("commands")) == [b"command"]
    assert packed(box.claim_one("events")) == [b"hook"]


async def test_a_subject_has_one_worker_at_a_time(box):
    await box.accept(b"first")
    first = box.claim_one()
    await box.accept(b"second")
    box.clock.pass_by(1)
    assert box.claim() == []
    assert box.inbox.finish(first)
    box.clock.pass_by(1)
    assert packed(box.claim_one()) == [b"second"]


async def test_an_event_of_a_busy_subject_does_not_count_as_due_for_a_second(box):
    await box.accept()
    box.claim_one()
    await box.accept()
    assert (box.inbox.due("events"), box.claim(), box.inbox.due("events")) == (1, [], 0)
    box.clock.pass_by(1)
    assert box.inbox.due("events") == 1


async def test_an_event_waits_for_its_delay_unless_a_newer_one_takes_it_along(box):
    await box.accept(b"job", delay_seconds=10.0)
    box.clock.pass_by(9)
    assert box.claim() == []
    await box.accept(b"pipeline")
    assert packed(box.claim_one()) == [b"job", b"pipeline"]


async def test_a_renewed_lease_holds_longer(box):
    await box.accept()
    claim = box.claim_one()
    box.redis.pexpire("lighterman:lease:17/mr/5", 5_000)
    box.clock.pass_by(LEASE_SECONDS - 1)
    assert box.inbox.renew(claim)
    assert box.redis.pttl("lighterman:lease:17/mr/5") > 50_000
    box.clock.pass_by(LEASE_SECONDS - 1)
    assert box.inbox.due("events") == 0


async def test_a_lost_lease_cannot_be_renewed(box):
    await box.accept()
    first = box.claim_one()
    box.die(first)
    second = box.claim_one()
    assert (box.inbox.renew(first), box.inbox.renew(second)) == (False, True)


async def test_a_claim_tells_how_long_each_event_has_waited(box):
    await box.accept()
    box.clock.pass_by(90)
    await box.accept()
    box.clock.pass_by(10)
    assert [event.waited_seconds for event in box.claim_one().events] == [100, 10]


async def test_events_whose_bytes_are_gone_are_forgotten(box):
    await box.accept(b"gone")
    await box.accept(b"stays")
    (gone,) = [key for key in box.redis.keys("lighterman:event:*") if box.redis.hget(key, "packed") == b"gone"]
    box.redis.delete(gone)
    assert packed(box.claim_one()) == [b"stays"]
    assert box.redis.scard("lighterman:waiting:17/mr/5") == box.waiting() == 1


async def test_a_crowd_of_busy_events_hides_nobody(box):
    await box.accept()
    box.claim_one()
    for _ in range(600):
        await box.accept()
    box.clock.pass_by(0.5)
    await box.accept(b"other", subject="18/mr/1")
    assert box.claim() == []
    assert packed(box.claim_one()) == [b"other"]


async def test_without_a_clock_of_its_own_the_inbox_goes_by_that_of_redis(box):
    box.accepting._now = box.inbox._now = None
    await box.accept(b"now")
    await box.accept(b"later", subject="17/mr/6", delay_seconds=30.0)
    assert packed(box.claim_one()) == [b"now"]
    assert 28 < box.redis.zscore("lighterman:pending:events", _id(box, b"later")) - box.redis.time()[0] <= 31


def _id(box, name):
    keys = box.redis.keys("lighterman:event:*")
    return next(key.rpartition(b":")[2] for key in keys if box.redis.hget(key, "packed") == name)
