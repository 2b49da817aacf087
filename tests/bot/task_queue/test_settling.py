"""A claim ends once, by its holder only: done, superseded, waiting or dead."""

import pytest

from bot.task_queue.draining import DEATHS_ALLOWED, KEEP_DEAD_SECONDS, LONGEST_BACKOFF_SECONDS, backoff_seconds
from tests.box import packed

pytestmark = pytest.mark.redis


async def test_the_newest_event_is_done_and_supersedes_the_others(box):
    await box.accept(b"older")
    await box.accept(b"newest")
    assert box.inbox.finish(box.claim_one())
    assert box.states() == {b"older": "superseded", b"newest": "done"}
    assert (box.waiting(), box.redis.keys("lighterman:lease:*"), box.redis.keys("lighterman:waiting:*")) == (0, [], [])


async def test_what_has_ended_is_kept_for_a_week(box):
    await box.accept()
    (key,) = box.redis.keys("lighterman:event:*")
    assert box.redis.ttl(key) == -1
    box.inbox.finish(box.claim_one())
    assert 7 * 86400 - 5 < box.redis.ttl(key) <= 7 * 86400


async def test_events_that_came_meanwhile_stay_pending(box):
    await box.accept(b"known")
    claim = box.claim_one()
    await box.accept(b"came meanwhile")
    assert box.inbox.finish(claim)
    assert packed(box.claim_one()) == [b"came meanwhile"]


@pytest.mark.parametrize(
    "settle",
    [
        lambda inbox, claim: inbox.finish(claim),
        lambda inbox, claim: inbox.finish(claim, state="dead"),
        lambda inbox, claim: inbox.postpone(claim, 60, is_failure=True),
        lambda inbox, claim: inbox.postpone(claim, 0, is_failure=False),
    ],
    ids=["finish", "give up", "fail", "wait"],
)
async def test_who_lost_the_lease_changes_nothing(box, settle):
    await box.accept(b"event")
    lost = box.claim_one()
    box.die(lost)
    holder = box.claim_one()
    assert settle(box.inbox, lost) is False
    assert (box.states(), box.waiting(), box.inbox.due("events")) == ({b"event": "new"}, 1, 0)
    assert box.inbox.finish(holder) is True
    assert settle(box.inbox, lost) is False
    assert (box.states(), box.waiting()) == ({b"event": "done"}, 0)


async def test_what_is_postponed_comes_back_when_it_is_time(box):
    await box.accept(b"event")
    assert box.inbox.postpone(box.claim_one(), 60, is_failure=False)
    box.clock.pass_by(59)
    assert box.claim() == []
    box.clock.pass_by(1)
    claim = box.claim_one()
    assert (packed(claim), claim.failures) == ([b"event"], 0)


async def test_waiting_is_cut_short_by_news(box):
    await box.accept(b"waits")
    box.inbox.postpone(box.claim_one(), 600, is_failure=False)
    await box.accept(b"news")
    assert packed(box.claim_one()) == [b"waits", b"news"]


async def test_a_back_off_is_not_cut_short_by_news(box):
    await box.accept(b"failed")
    box.inbox.postpone(box.claim_one(), 300, is_failure=True)
    await box.accept(b"news")
    await box.accept(b"other", subject="18/mr/1")
    assert packed(box.claim_one()) == [b"other"]
    assert box.inbox.due("events") == 0
    box.clock.pass_by(300)
    claim = box.claim_one()
    assert (packed(claim), claim.failures) == ([b"failed", b"news"], 1)


async def test_failures_are_counted_per_subject_and_in_a_row(box):
    await box.accept()
    for failures in range(3):
        claim = box.claim_one()
        assert claim.failures == failures
        box.inbox.postpone(claim, 1, is_failure=True)
        await box.accept()
        box.clock.pass_by(1)
    await box.accept(subject="17/mr/6")
    assert {claim.subject: claim.failures for claim in box.claim()} == {"17/mr/5": 3, "17/mr/6": 0}


@pytest.mark.parametrize("end", ["finish", "wait"])
async def test_what_went_well_ends_the_row_of_failures(box, end):
    await box.accept()
    box.inbox.postpone(box.claim_one(), 1, is_failure=True)
    box.clock.pass_by(1)
    claim = box.claim_one()
    if end == "finish":
        box.inbox.finish(claim)
        await box.accept()
    else:
        box.inbox.postpone(claim, 0, is_failure=False)
    assert box.claim_one().failures == 0


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 2), (1, 4), (2, 8), (6, 128), (7, 256), (8, LONGEST_BACKOFF_SECONDS), (10**9, LONGEST_BACKOFF_SECONDS)],
)
def test_the_back_off_doubles_up_to_five_minutes(failures, seconds):
    assert backoff_seconds(failures) == seconds


async def test_a_part_of_a_claim_is_set_aside_and_the_rest_goes_on(box):
    for name in (b"read", b"unread", b"newest"):
        await box.accept(name)
    claim = box.claim_one()
    rest = box.inbox.set_aside(claim, {claim.events[1].id: "new"}, 300)
    assert packed(rest) == [b"read", b"newest"]
    assert box.redis.exists("lighterman:lease:17/mr/5") == 1
    assert box.inbox.finish(rest)
    assert box.states() == {b"read": "superseded", b"unread": "new", b"newest": "done"}
    box.clock.pass_by(300)
    assert packed(box.claim_one()) == [b"unread"]


async def test_a_claim_that_was_set_aside_whole_still_gives_its_lease_back(box):
    await box.accept(b"unread")
    claim = box.claim_one()
    rest = box.inbox.set_aside(claim, {claim.events[0].id: "dead"}, 0)
    assert (rest.events, box.inbox.finish(rest)) == ((), True)
    assert (box.states(), box.redis.keys("lighterman:lease:*")) == ({b"unread": "dead"}, [])


async def test_what_is_given_up_can_be_listed_and_is_kept_for_a_month(box):
    await box.accept(b"older")
    await box.accept(b"newest")
    assert box.inbox.finish(box.claim_one(), state="dead")
    assert [(letter.subject, letter.packed, letter.died) for letter in box.inbox.dead_letters()] == [
        ("17/mr/5", b"older", 0),
        ("17/mr/5", b"newest", 0),
    ]
    assert box.inbox.counts()["dead"] == 2
    for letter in box.inbox.dead_letters():
        assert 0 < box.redis.ttl(f"lighterman:event:{letter.id}") <= KEEP_DEAD_SECONDS


async def test_after_a_month_a_dead_letter_is_neither_listed_nor_counted(box):
    await box.accept(b"old")
    box.inbox.finish(box.claim_one(), state="dead")
    (letter,) = box.inbox.dead_letters()
    box.redis.delete(f"lighterman:event:{letter.id}")
    assert box.inbox.dead_letters() == []
    box.clock.pass_by(KEEP_DEAD_SECONDS + 1)
    await box.accept(b"new")
    box.inbox.finish(box.claim_one(), state="dead")
    assert ([one.packed for one in box.inbox.dead_letters()], box.inbox.counts()["dead"]) == ([b"new"], 1)


async def test_a_replayed_dead_letter_begins_anew(box):
    await box.accept(b"event")
    for _ in range(DEATHS_ALLOWED):
        box.die(box.claim_one())
    assert box.claim() == []
    (letter,) = box.inbox.dead_letters()
    assert letter.died == DEATHS_ALLOWED
    box.clock.pass_by(86400)
    assert box.inbox.replay([letter.id, "unknown"]) == 1
    claim = box.claim_one()
    assert (packed(claim), claim.failures, claim.events[0].waited_seconds) == ([b"event"], 0, 0)
    assert box.inbox.dead_letters() == []
    assert box.inbox.finish(claim)
    assert box.states() == {b"event": "done"}


async def test_a_replay_does_not_wait_for_the_back_off_of_its_subject(box):
    await box.accept()
    box.inbox.postpone(box.claim_one(), 300, is_failure=True)
    box.clock.pass_by(300)
    box.inbox.finish(box.claim_one(), state="dead")
    await box.accept()
    box.inbox.postpone(box.claim_one(), 300, is_failure=True)
    box.inbox.replay([letter.id for letter in box.inbox.dead_letters()])
    assert len(box.claim_one().events) == 2


async def test_only_dead_letters_are_replayed(box):
    await box.accept(b"done")
    claim = box.claim_one()
    box.inbox.finish(claim)
    assert box.inbox.replay([claim.events[0].id]) == 0
    assert (box.states(), box.waiting()) == ({b"done": "done"}, 0)
