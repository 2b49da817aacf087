"""Workers die, freeze and come back: no event is lost, none takes another with it, and nothing goes on for ever."""

import pytest

from bot.task_queue.draining import DEATHS_ALLOWED
from tests.box import packed

pytestmark = pytest.mark.redis


async def test_the_events_of_a_dead_worker_are_due_when_its_lease_ends(box):
    await box.accept(b"event")
    claim = box.claim_one()
    box.clock.pass_by(59)
    assert box.inbox.due("events") == 0
    box.clock.pass_by(-59)
    box.die(claim)
    assert box.inbox.due("events") == 1
    assert packed(box.claim_one()) == [b"event"]


async def test_an_event_whose_workers_always_die_is_given_up_at_last(box):
    await box.accept(b"poison")
    for _ in range(DEATHS_ALLOWED):
        box.die(box.claim_one())
    assert box.claim() == []
    assert (box.states(), box.waiting()) == ({b"poison": "dead"}, 0)
    assert [(letter.packed, letter.died) for letter in box.inbox.dead_letters()] == [(b"poison", DEATHS_ALLOWED)]
    assert box.redis.keys("lighterman:waiting:*") == []


async def test_giving_up_is_said_aloud(box, caplog):
    await box.accept()
    for _ in range(DEATHS_ALLOWED):
        box.die(box.claim_one())
    box.claim()
    assert f"is given up: whoever worked on it died, {DEATHS_ALLOWED} times" in caplog.text


@pytest.mark.parametrize(("deaths", "claims"), [(0, [10, 0]), (1, [4, 4, 2, 0]), (DEATHS_ALLOWED - 1, [1] * 10 + [0])])
async def test_events_whose_worker_died_are_handed_out_few_at_once_and_in_the_end_alone(box, deaths, claims):
    for number in range(10):
        await box.accept(subject=f"17/mr/{number}")
    for _ in range(deaths):
        die_together(box, box.claim(limit=10) + [claim for _ in range(2) for claim in box.claim()])
    assert [len(box.claim()) for _ in claims] == claims


async def test_poison_takes_nobody_with_it(box):
    for number in range(10):
        await box.accept(b"poison" if number == 5 else b"%d" % number, subject=f"17/mr/{number}")
    while claims := box.claim():
        if any(packed(claim) == [b"poison"] for claim in claims):
            die_together(box, claims)
        else:
            assert all(box.inbox.finish(claim) for claim in claims)
    assert box.states() == {b"%d" % number: "done" for number in range(10) if number != 5} | {b"poison": "dead"}


async def test_events_that_died_are_not_handed_out_with_those_that_did_not(box):
    await box.accept(b"suspect", subject="17/mr/1")
    box.die(box.claim_one())
    await box.accept(b"innocent", subject="17/mr/2")
    assert [packed(claim) for claim in box.claim()] == [[b"suspect"]]
    assert [packed(claim) for claim in box.claim()] == [[b"innocent"]]


async def test_a_suspect_waits_until_it_is_first_and_loses_nothing_by_it(box):
    await box.accept(b"suspect", subject="17/mr/1")
    box.die(box.claim_one())
    box.clock.pass_by(1)
    box.redis.zincrby("lighterman:pending:events", 30, _only_id(box))
    box.clock.pass_by(-10)
    await box.accept(b"innocent", subject="17/mr/2")
    box.clock.pass_by(60)
    assert [packed(claim) for claim in box.claim()] == [[b"innocent"]]
    assert [packed(claim) for claim in box.claim()] == [[b"suspect"]]
    assert box.redis.hget(f"lighterman:event:{_only_id(box, b'suspect')}", "died") == b"1"


async def test_a_newcomer_outlives_the_poison_of_its_subject(box):
    await box.accept(b"poison")
    for _ in range(DEATHS_ALLOWED - 1):
        box.die(box.claim_one())
    await box.accept(b"newcomer")
    claim = box.claim_one()
    assert packed(claim) == [b"poison", b"newcomer"]
    box.die(claim)
    claim = box.claim_one()
    assert packed(claim) == [b"newcomer"]
    assert box.inbox.finish(claim)
    assert box.states() == {b"poison": "dead", b"newcomer": "done"}


@pytest.mark.parametrize("end", ["finish", "fail", "wait"])
async def test_an_attempt_that_ended_is_no_death(box, end):
    await box.accept(b"event")
    for _ in range(DEATHS_ALLOWED + 2):
        claim = box.claim_one()
        if end == "finish":
            box.inbox.finish(claim)
            await box.accept(b"event")
        else:
            box.inbox.postpone(claim, 1, is_failure=end == "fail")
            box.clock.pass_by(1)
    assert box.inbox.counts()["dead"] == 0
    assert len(box.claim_one().events) == 1


async def test_a_worker_that_was_away_has_finished_events_looked_at_again(box):
    await box.accept(b"event")
    away = box.claim_one()
    box.die(away)
    assert box.inbox.finish(box.claim_one())
    assert box.inbox.finish(away) is False
    box.inbox.look_again(away)
    assert (box.states(), box.inbox.due("events")) == ({b"event": "new"}, 1)
    (key,) = box.redis.keys("lighterman:event:*")
    assert box.redis.ttl(key) == -1
    assert box.inbox.finish(box.claim_one())
    assert box.states() == {b"event": "done"}


async def test_looking_again_waits_for_the_holder_and_is_not_undone_by_its_finish(box):
    await box.accept(b"event")
    away = box.claim_one()
    box.die(away)
    holder = box.claim_one()
    box.inbox.look_again(away)
    assert (box.inbox.due("events"), box.claim()) == (0, [])
    assert box.inbox.finish(holder) is True
    assert (box.states(), box.inbox.due("events")) == ({b"event": "new"}, 1)
    again = box.claim_one()
    assert packed(again) == [b"event"]
    assert box.inbox.finish(again)
    assert (box.states(), box.waiting()) == ({b"event": "done"}, 0)


async def test_looking_again_does_not_cut_a_back_off_short(box):
    await box.accept(b"event")
    away = box.claim_one()
    box.die(away)
    holder = box.claim_one()
    box.inbox.look_again(away)
    assert box.inbox.postpone(holder, 300, is_failure=True)
    assert box.inbox.due("events") == 0
    box.clock.pass_by(300)
    assert box.claim_one().failures == 1


async def test_looking_again_leaves_the_events_that_came_later_alone(box):
    await box.accept(b"old")
    away = box.claim_one()
    box.die(away)
    await box.accept(b"later")
    box.inbox.finish(box.claim_one())
    box.inbox.look_again(away)
    assert packed(box.claim_one()) == [b"old"]


async def test_looking_again_before_anybody_else_came_changes_nothing(box):
    await box.accept(b"event")
    away = box.claim_one()
    box.die(away)
    box.inbox.look_again(away)
    assert packed(box.claim_one()) == [b"event"]


async def test_looking_again_brings_no_dead_letter_back(box):
    await box.accept(b"event")
    away = box.claim_one()
    box.die(away)
    box.inbox.finish(box.claim_one(), state="dead")
    box.inbox.look_again(away)
    assert (box.states(), box.waiting()) == ({b"event": "dead"}, 0)


async def test_who_always_loses_the_lease_is_given_up_too(box):
    await box.accept(b"stalls")
    for _ in range(DEATHS_ALLOWED):
        away = box.claim_one()
        box.die(away)
        assert box.inbox.finish(away) is False
        box.inbox.look_again(away)
    assert box.claim() == []
    assert box.states() == {b"stalls": "dead"}


def die_together(box, claims):
    for claim in claims:
        assert box.redis.delete(f"lighterman:lease:{claim.subject}") == 1
    box.clock.pass_by(60)


def _only_id(box, name=b"suspect"):
    keys = box.redis.keys("lighterman:event:*")
    return next(key.rpartition(b":")[2].decode() for key in keys if box.redis.hget(key, "packed") == name)
