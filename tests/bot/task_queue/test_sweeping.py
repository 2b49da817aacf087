"""One sweeper leads; whatever is due and forgotten gets a worker within seconds."""

import asyncio
import time

import pytest

from bot.task_queue.connection import connect
from bot.task_queue.draining import Inbox
from bot.task_queue.sweeping import LOST_SECONDS, Sweeper
from tests.redis_server import running_redis

pytestmark = pytest.mark.redis
QUEUE = "rq:queue:lighterman-events"
BELL = "lighterman:doorbell:events"


@pytest.fixture
def sweeper(box):
    return Sweeper(box.inbox, lanes=("events", "commands"), every_seconds=0.05)


async def test_nobody_is_sent_while_nothing_is_due(box, sweeper, redis):
    await box.accept(delay_seconds=10.0)
    assert sweeper.sweep() is True
    assert redis.keys("rq:*") == []


async def test_what_becomes_due_is_rung_for_once(box, sweeper, redis):
    await box.accept(delay_seconds=10.0)
    box.clock.pass_by(10)
    sweeper.sweep()
    sweeper.sweep()
    assert (redis.llen(QUEUE), redis.exists(BELL)) == (1, 1)


async def test_every_lane_is_swept(box, sweeper, redis):
    await box.accept(delay_seconds=1.0)
    await box.accept(delay_seconds=1.0, lane="commands", subject="17/note/1")
    box.clock.pass_by(1)
    sweeper.sweep()
    assert (redis.llen(QUEUE), redis.llen("rq:queue:lighterman-commands")) == (1, 1)


async def test_the_events_of_a_dead_worker_are_rung_for_when_the_lease_ends(box, sweeper, redis):
    await box.accept()
    claim = box.claim_one()
    redis.delete(QUEUE, BELL)
    sweeper.sweep()
    assert redis.llen(QUEUE) == 0
    box.die(claim)
    sweeper.sweep()
    assert redis.llen(QUEUE) == 1


@pytest.mark.parametrize(
    ("seconds", "in_queue", "is_rung_again"), [(LOST_SECONDS, 0, True), (LOST_SECONDS - 1, 0, False), (60, 1, False)]
)
async def test_a_bell_without_a_drain_task_is_rung_again_soon(box, sweeper, redis, seconds, in_queue, is_rung_again):
    """Whoever set it died before the task was sent, or with the task in its hands."""
    redis.set(BELL, "1", ex=30)
    await box.accept()
    if in_queue:
        redis.rpush(QUEUE, "on-its-way")
    box.clock.pass_by(seconds)
    sweeper.sweep()
    assert redis.llen(QUEUE) == in_queue + is_rung_again


async def test_one_sweeper_leads_and_the_others_do_nothing(box, sweeper, redis):
    other = Sweeper(box.inbox, lanes=("events",), every_seconds=1)
    assert (sweeper.sweep(), other.sweep(), sweeper.sweep()) == (True, False, True)
    await box.accept(delay_seconds=1.0)
    box.clock.pass_by(1)
    other.sweep()
    assert redis.llen(QUEUE) == 0


@pytest.mark.parametrize(("every_seconds", "milliseconds"), [(0.1, 1000), (1, 3000), (60, 180_000)])
async def test_a_dead_leader_is_replaced_after_three_sweeps(box, redis, every_seconds, milliseconds):
    """Those seconds are made one millisecond."""
    sweeper, other = (Sweeper(box.inbox, lanes=("events",), every_seconds=every_seconds) for _ in range(2))
    sweeper.sweep()
    assert milliseconds - 900 < redis.pttl("lighterman:sweeper") <= milliseconds
    redis.pexpire("lighterman:sweeper", 1)
    await asyncio.sleep(0.01)
    assert (other.sweep(), sweeper.sweep()) == (True, False)


async def test_the_lock_of_a_leader_that_sweeps_does_not_run_out(sweeper, redis):
    sweeper.sweep()
    redis.pexpire("lighterman:sweeper", 50)
    sweeper.sweep()
    assert redis.pttl("lighterman:sweeper") > 50


async def test_a_sweeper_that_stops_lets_another_one_lead_at_once(box, sweeper, redis):
    await box.accept(delay_seconds=1.0)
    box.clock.pass_by(1)
    sweeper.start()
    _wait_until(lambda: redis.llen(QUEUE) == 1)
    sweeper.stop()
    assert not sweeper.is_alive()
    assert Sweeper(box.inbox, lanes=("events",), every_seconds=1).sweep() is True


async def test_who_never_led_takes_the_lead_from_nobody(box, sweeper):
    sweeper.sweep()
    other = Sweeper(box.inbox, lanes=("events",), every_seconds=60)
    other.start()
    other.stop()
    assert sweeper.sweep() is True


def test_a_sweeper_outlives_a_redis_that_goes_away(tmp_path):
    with running_redis(tmp_path) as server:
        inbox = Inbox(connect(server.url), lease_seconds=60)
        sweeper = Sweeper(inbox, lanes=("events",), every_seconds=0.02)
        sweeper.start()
        _wait_until(lambda: inbox.connection.exists("lighterman:sweeper"))
        server.kill()
        time.sleep(0.2)
        server.start()
        inbox.connection.delete("lighterman:sweeper")
        _wait_until(lambda: inbox.connection.exists("lighterman:sweeper"))
        sweeper.stop()
        inbox.connection.close()


def _wait_until(is_so, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
