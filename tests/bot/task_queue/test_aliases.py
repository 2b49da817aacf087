"""The events of a pipeline are done with its merge request, as soon as anybody knows which one that is."""

import pytest

from bot.task_queue.draining import DEATHS_ALLOWED
from tests.box import packed

pytestmark = pytest.mark.redis
PIPELINE = "17/pipeline/9"
JOB = {"subject": PIPELINE, "pipeline_key": PIPELINE}
OF_MERGE_REQUEST = {"subject": "17/mr/5", "pipeline_key": PIPELINE}


async def test_until_then_they_are_a_subject_of_their_own(box):
    await box.accept(b"job", **JOB)
    assert box.claim_one().subject == PIPELINE


async def test_events_that_come_later_join(box):
    await box.accept(b"pipeline", **OF_MERGE_REQUEST)
    await box.accept(b"job", **JOB)
    claim = box.claim_one()
    assert (claim.subject, packed(claim)) == ("17/mr/5", [b"pipeline", b"job"])


async def test_events_that_came_earlier_join_too(box):
    await box.accept(b"job 1", **JOB, delay_seconds=10.0)
    await box.accept(b"job 2", **JOB, delay_seconds=10.0)
    await box.accept(b"pipeline", **OF_MERGE_REQUEST)
    claim = box.claim_one()
    assert (claim.subject, packed(claim)) == ("17/mr/5", [b"job 1", b"job 2", b"pipeline"])
    assert box.inbox.finish(claim)
    box.clock.pass_by(10)
    assert (box.claim(), box.waiting(), box.redis.keys("lighterman:waiting:*")) == ([], 0, [])


async def test_events_that_wait_join_when_a_review_learns_it(box):
    await box.accept(b"job", **JOB)
    box.inbox.alias(PIPELINE, "17/mr/5")
    assert box.claim_one().subject == "17/mr/5"


async def test_a_review_that_learns_it_finishes_under_the_name_it_began_with(box):
    await box.accept(b"pipeline", **JOB)
    claim = box.claim_one()
    box.inbox.alias(PIPELINE, "17/mr/5")
    assert box.inbox.finish(claim)
    assert (box.waiting(), box.redis.keys("lighterman:waiting:*"), box.redis.keys("lighterman:lease:*")) == (0, [], [])


async def test_what_came_during_that_review_joins_when_it_is_claimed(box):
    await box.accept(b"pipeline", **JOB)
    claim = box.claim_one()
    await box.accept(b"came meanwhile", **JOB)
    box.inbox.alias(PIPELINE, "17/mr/5")
    await box.accept(b"of the merge request")
    assert [one.subject for one in box.claim()] == ["17/mr/5"]
    assert box.inbox.finish(claim)
    box.clock.pass_by(1)
    assert box.claim() == []
    assert box.redis.smembers(f"lighterman:waiting:{PIPELINE}") == set()


async def test_two_reviews_side_by_side_happen_once_at_most(box):
    """A branch pipeline whose merge request nobody knows yet, beside an event of that merge request."""
    await box.accept(b"branch pipeline", **JOB)
    await box.accept(b"opened")
    first, second = box.claim()
    box.inbox.alias(PIPELINE, "17/mr/5")
    for number in range(3):
        await box.accept(b"job %d" % number, **JOB)
    box.inbox.finish(first)
    box.inbox.finish(second)
    box.clock.pass_by(10)
    assert [packed(claim) for claim in box.claim()] == [[b"job 0", b"job 1", b"job 2"]]


async def test_the_deaths_of_a_moved_event_are_not_forgotten(box):
    await box.accept(b"poison", **JOB)
    for _ in range(DEATHS_ALLOWED - 1):
        box.die(box.claim_one())
    box.inbox.alias(PIPELINE, "17/mr/5")
    box.die(box.claim_one())
    assert (box.claim(), box.states()) == ([], {b"poison": "dead"})


async def test_other_pipelines_stay_what_they_are(box):
    await box.accept(b"pipeline", **OF_MERGE_REQUEST)
    await box.accept(b"other", subject="17/pipeline/90", pipeline_key="17/pipeline/90")
    assert {claim.subject for claim in box.claim()} == {"17/mr/5", "17/pipeline/90"}


async def test_an_alias_is_forgotten_after_a_day(box):
    await box.accept(**OF_MERGE_REQUEST)
    assert 86400 - 5 < box.redis.ttl(f"lighterman:alias:{PIPELINE}") <= 86400
