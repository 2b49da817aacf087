"""An answer of Redis is lost and redis-py sends the command again: the second time must change nothing."""

import asyncio
import tempfile
from pathlib import Path

import pytest

from bot.reactions import Reaction
from bot.task_queue.accepting import Accepting, Arrival, StoreDownError
from bot.task_queue.connection import connect, connect_bell, connect_door
from bot.task_queue.draining import Inbox
from bot.task_queue.ringing import Bell
from bot.task_queue.sweeping import LOST_SECONDS, Sweeper
from tests.box import LEASE_SECONDS, TASK, packed
from tests.lossy_redis import lossy_redis

pytestmark = pytest.mark.redis
QUEUE = "rq:queue:lighterman-events"


@pytest.fixture
def line(redis_server):
    with tempfile.TemporaryDirectory() as folder, lossy_redis(Path(folder) / "l.sock", redis_server.socket) as line:
        yield line


@pytest.fixture
def far(line, box):
    """Return the same inbox over a line that loses answers."""
    with connect(line.url) as connection:
        inbox = Inbox(connection, lease_seconds=LEASE_SECONDS, now=box.clock)
        assert inbox.claim("events") == []  # the script is known from here on
        yield inbox


async def test_a_claim_is_handed_out_although_its_answer_was_lost(line, far, box):
    await box.accept(b"one")
    await box.accept(b"two", subject="17/mr/6")
    line.lose_answer_to(b"EVALSHA")
    claims = far.claim("events")
    assert len(line.lost) == 1
    assert sorted(name for claim in claims for name in packed(claim)) == [b"one", b"two"]
    assert all(far.finish(claim) for claim in claims)
    assert box.states() == {b"one": "done", b"two": "done"}


async def test_a_claim_whose_answer_was_lost_is_no_death(line, far, box):
    await box.accept()
    for _ in range(4):
        line.lose_answer_to(b"EVALSHA")
        (claim,) = far.claim("events")
        far.postpone(claim, 0, is_failure=False)
    assert (len(line.lost), box.inbox.counts()["dead"]) == (4, 0)


async def test_a_repeated_claim_leaves_out_what_came_in_between(line, far, box):
    await box.accept(b"claimed")
    (claim,) = box.claim()
    await box.accept(b"later")
    keys = ["lighterman:pending:events", "lighterman:dead", f"lighterman:claim:{claim.token}"]
    again = far._run(_claim_script(far), keys, [LEASE_SECONDS, claim.token, 20, 3, 60])
    assert [row[3] for row in again[0]] == [b"claimed"]


@pytest.mark.parametrize("end", ["finish", "fail"])
async def test_a_settled_claim_is_not_taken_for_a_lost_one(line, far, box, end):
    await box.accept(b"event")
    claim = box.claim_one()
    line.lose_answer_to(claim.token.encode())
    is_ours = far.finish(claim) if end == "finish" else far.postpone(claim, 60, is_failure=True)
    assert (is_ours, len(line.lost)) == (True, 1)
    assert box.states() == {b"event": "done" if end == "finish" else "new"}
    if end == "fail":
        assert box.redis.hget("lighterman:rest:17/mr/5", "failures") == b"1"


async def test_an_event_whose_answer_was_lost_is_refused_stored_once_and_rung_for(line, box, redis):
    """The door repeats nothing by itself: it says 503, and who sends the event again finds it stored."""
    accepting = Accepting(connect_door(line.url), Bell(connect_bell(line.url)), now=box.clock)
    await accepting.accept(_arrival("warm up"))
    await asyncio.gather(*accepting._ringers)
    box.inbox.finish(box.claim_one())
    redis.delete(QUEUE, "lighterman:doorbell:events")
    line.lose_answer_to(b"EVALSHA")
    with pytest.raises(StoreDownError):
        await accepting.accept(_arrival("event"))
    assert (box.waiting(), redis.llen(QUEUE)) == (1, 0)
    assert await accepting.accept(_arrival("event")) is False
    assert (box.waiting(), redis.llen(QUEUE), redis.exists("lighterman:doorbell:events")) == (1, 0, 1)
    await accepting.close()

    sweeper = Sweeper(box.inbox, lanes=("events",), every_seconds=1)
    sweeper.sweep()
    assert redis.llen(QUEUE) == 0
    box.clock.pass_by(LOST_SECONDS)
    sweeper.sweep()
    assert redis.llen(QUEUE) == 1
    sweeper.sweep()
    assert redis.llen(QUEUE) == 1


async def test_a_drain_task_that_is_sent_twice_is_one_task(line, box, redis):
    bell = Bell(connect(line.url))
    bell.send("commands")
    line.lose_answer_to(b"RPUSH")
    bell.send("events")
    assert len(line.lost) == 1
    ids = redis.lrange(QUEUE, 0, -1)
    assert len(set(ids)) == 1


def _claim_script(inbox):
    return next(script for script in inbox._scripts if "ZRANGEBYSCORE" in script)


def _arrival(key):
    return Arrival(key, None, b"x", Reaction(TASK, "17/mr/5"))
