"""An event is stored once, whole and before it is answered, or its sender is told to come again."""

import asyncio

import pytest
import redis as redis_py

from bot.reactions import Reaction
from bot.task_queue.accepting import Accepting, Arrival, FullError, StoreDownError
from bot.task_queue.connection import connect_bell, connect_door
from bot.task_queue.ringing import Bell
from tests.box import TASK, packed
from tests.redis_server import running_redis

pytestmark = pytest.mark.redis


@pytest.mark.parametrize(
    ("first", "second", "is_new"),
    [
        (("a", "x"), ("b", "y"), True),
        (("a", None), ("b", None), True),
        (("a", "x"), ("a", "y"), False),
        (("a", "x"), ("b", "x"), False),
        (("a", "x"), ("a", None), False),
        (("a", None), ("a", "x"), False),
        (("a", "x"), ("x", "a"), True),
    ],
)
async def test_an_event_is_known_by_either_key(box, first, second, is_new):
    assert await box.accept(delivery=first[0], semantic=first[1]) is True
    assert await box.accept(delivery=second[0], semantic=second[1]) is is_new
    assert box.waiting() == 1 + is_new


async def test_the_delivery_of_a_known_event_is_known_as_well(box):
    await box.accept(delivery="project hook", semantic="event")
    await box.accept(delivery="group hook", semantic="event")
    assert await box.accept(delivery="group hook", semantic="another") is False


async def test_both_keys_are_remembered_for_a_week_after_the_end_too(box):
    await box.accept(delivery="a", semantic="x")
    box.inbox.finish(box.claim_one())
    assert await box.accept(delivery="a", semantic="y") is False
    assert await box.accept(delivery="b", semantic="x") is False
    assert [box.redis.ttl(key) > 7 * 86400 - 5 for key in box.redis.keys("lighterman:seen:*")] == [True] * 3


async def test_five_deliveries_at_once_are_one_event(box):
    answers = await asyncio.gather(*(box.accept(delivery=f"d{n}", semantic="same") for n in range(5)))
    assert sorted(answers) == [False, False, False, False, True]
    assert box.waiting() == 1


async def test_a_delivery_key_that_is_no_text_is_a_key_all_the_same(box):
    assert await box.accept(delivery="a\udcff") is True
    assert await box.accept(delivery="a\udcff") is False


async def test_only_the_first_event_rings(box):
    for _ in range(3):
        await box.accept()
    await _ringers(box)
    assert (box.redis.llen("rq:queue:lighterman-events"), box.redis.llen("rq:queue:lighterman-commands")) == (1, 0)
    assert 0 < box.redis.ttl("lighterman:doorbell:events") <= 30


async def test_every_lane_has_its_bell(box):
    await box.accept()
    await box.accept(lane="commands", subject="17/note/1")
    await _ringers(box)
    assert (box.redis.llen("rq:queue:lighterman-events"), box.redis.llen("rq:queue:lighterman-commands")) == (1, 1)


async def test_whoever_comes_after_the_answer_rings_anew(box):
    await box.accept()
    await _ringers(box)
    box.accepting._bell.answer("events")
    await box.accept()
    await _ringers(box)
    assert box.redis.llen("rq:queue:lighterman-events") == 2


@pytest.mark.parametrize("how", [{"delay_seconds": 10.0}, {"delivery": "known"}])
async def test_nobody_is_sent_for_what_is_not_due_or_known(box, how):
    await box.accept(delivery="known")
    await _ringers(box)
    box.redis.delete("lighterman:doorbell:events", "rq:queue:lighterman-events")
    await box.accept(**how)
    await _ringers(box)
    assert not box.redis.exists("lighterman:doorbell:events", "rq:queue:lighterman-events")


async def test_a_full_lane_takes_no_more_until_there_is_room(redis, redis_server, box):
    small = Accepting(connect_door(redis_server.url), Bell(redis), limit=2)
    arrivals = [Arrival(str(number), None, b"x", Reaction(TASK, "17/mr/5")) for number in range(4)]
    assert [await small.accept(arrival) for arrival in arrivals[:2]] == [True, True]
    with pytest.raises(FullError, match="2 events wait already"):
        await small.accept(arrivals[2])
    assert await small.accept(arrivals[0]) is False
    assert await small.accept(Arrival("c", None, b"x", Reaction(TASK, "17/note/1", lane="commands"))) is True
    box.accepting._now = box.inbox._now = None
    box.inbox.finish(box.claim_one())
    assert await small.accept(arrivals[2]) is True
    await small.close()


async def test_a_redis_without_memory_stores_nothing_and_recovers(box):
    await box.accept(b"before")
    claim = box.claim_one()
    box.redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(StoreDownError, match="maxmemory"):
            await box.accept(b"refused", delivery="refused")
        assert box.inbox.renew(claim)
        assert box.inbox.finish(claim)
    finally:
        box.redis.config_set("maxmemory", 0)
    assert box.states() == {b"before": "done"}
    assert await box.accept(b"refused", delivery="refused") is True


async def test_nothing_is_half_stored_when_memory_is_short(box):
    keys = set(box.redis.keys())
    box.redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(StoreDownError):
            await box.accept()
    finally:
        box.redis.config_set("maxmemory", 0)
    assert set(box.redis.keys()) == keys


async def test_a_redis_that_is_away_is_said_so_and_forgotten_scripts_are_sent_again(tmp_path):
    with running_redis(tmp_path) as server:
        accepting = Accepting(connect_door(server.url), Bell(connect_bell(server.url)))
        arrivals = [Arrival(str(number), None, b"x", Reaction(TASK, "17/mr/5")) for number in range(3)]
        assert await accepting.accept(arrivals[0]) is True
        server.kill()
        with pytest.raises(StoreDownError):
            await accepting.accept(arrivals[1])
        with pytest.raises(StoreDownError):
            await accepting.pending()
        server.start()
        assert await accepting.accept(arrivals[0]) is False
        assert await accepting.accept(arrivals[1]) is True
        with server.connect() as connection:
            connection.script_flush()
        assert await accepting.accept(arrivals[2]) is True
        assert await accepting.pending() == {"events": 3, "commands": 0}
        await accepting.close()


async def test_who_gave_up_waiting_is_not_stored_when_redis_comes_back(tmp_path):
    with running_redis(tmp_path) as server:
        accepting = Accepting(connect_door(server.url), Bell(connect_bell(server.url)))
        arrivals = [Arrival(str(number), None, b"x", Reaction(TASK, "17/mr/5")) for number in range(3)]
        await accepting.accept(arrivals[0])
        server.freeze()
        held = asyncio.create_task(accepting.accept(arrivals[1]))
        await asyncio.sleep(0.05)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await accepting.accept(arrivals[2])
        server.thaw()
        assert await held is True
        assert await accepting.pending() == {"events": 2, "commands": 0}
        await accepting.close()


async def test_a_thousand_at_once_are_all_stored(box):
    assert all(await asyncio.gather(*(box.accept(subject=f"17/mr/{n % 50}") for n in range(1000))))
    assert (box.waiting(), sum(len(claim.events) for claim in box.claim())) == (1000, 20)


async def test_a_merge_request_of_many_events_stays_whole(box):
    for number in range(30):
        await box.accept(b"%d" % number)
    assert packed(box.claim_one()) == [b"%d" % number for number in range(30)]


async def test_counters_add_up(box):
    await box.accepting.count({"hook accepted PipelineEvent": 2})
    await box.accepting.count({"hook accepted PipelineEvent": 1, "hook refused token": 5})
    await box.accept()
    assert box.inbox.counts() == {
        "pending events": 1,
        "pending commands": 0,
        "dead": 0,
        "hook accepted PipelineEvent": 3,
        "hook refused token": 5,
    }


async def test_a_bell_that_cannot_be_rung_does_no_harm(redis_server, box, tmp_path, caplog):
    nowhere = connect_bell(f"unix://{tmp_path}/nobody.sock")
    accepting = Accepting(connect_door(redis_server.url), Bell(nowhere))
    assert await accepting.accept(Arrival("a", None, b"x", Reaction(TASK, "17/mr/5"))) is True
    await accepting.close()
    assert "could not ring for events, the sweeper will" in caplog.text
    with pytest.raises(redis_py.ConnectionError):
        nowhere.ping()


async def _ringers(box):
    await asyncio.gather(*box.accepting._ringers)
