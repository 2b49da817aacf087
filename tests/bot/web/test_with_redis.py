"""The door in front of a real Redis: stored before it is answered, or refused in time."""

import asyncio
import time

import pytest

from bot.events.payloads import unpack
from bot.task_queue.accepting import MOST_WAITING, Accepting
from bot.task_queue.connection import connect_bell, connect_door
from bot.task_queue.draining import Inbox
from bot.task_queue.ringing import Bell
from bot.web.app import make_app
from tests.bot import hook_bodies as hooks
from tests.bot.web.conftest import SCOPES, URL, WITH_TOKEN
from tests.redis_server import running_redis

pytestmark = pytest.mark.redis
OF_RIVALS = hooks.pipeline(project={"id": 2, "path_with_namespace": "rivals/app"})


@pytest.fixture
def open_to(aiohttp_client):
    async def opened(server, limit=MOST_WAITING):
        accepting = Accepting(connect_door(server.url), Bell(connect_bell(server.url)), limit=limit)
        return await aiohttp_client(make_app(SCOPES, accepting))

    return opened


@pytest.fixture
async def door(open_to, redis_server, redis):
    """Open the door to an empty Redis."""
    return await open_to(redis_server)


async def test_what_was_answered_is_stored(door, redis):
    assert await _send(door) == 200
    (claim,) = Inbox(redis, lease_seconds=60).claim("events")
    assert [unpack(event.packed).pipeline_id for event in claim.events] == [9]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (hooks.pipeline(), {"X-Gitlab-Token": "wrong"}, 401),
        (hooks.pipeline(), {**WITH_TOKEN, "webhook-signature": "v1,AAAA"}, 401),
        (OF_RIVALS, WITH_TOKEN, 403),
        (b"no json", WITH_TOKEN, 400),
        (hooks.pipeline(status="running"), WITH_TOKEN, 200),
        (b"{}", WITH_TOKEN, 200),
    ],
)
async def test_what_is_refused_or_ignored_leaves_nothing_in_redis(door, redis, body, headers, status):
    assert await _send(door, body, headers) == status
    assert redis.keys("*") == []


async def test_project_and_group_hook_five_times_at_once_are_one_event(door, redis):
    headers = [{**WITH_TOKEN, "Idempotency-Key": key} for key in ("project", "group")] * 5
    assert await asyncio.gather(*(_send(door, headers=one) for one in headers)) == [200] * 10
    assert (redis.zcard("lighterman:pending:events"), len(redis.keys("lighterman:event:*"))) == (1, 1)
    await door.close()
    counts = Inbox(redis, lease_seconds=60).counts()
    assert (counts["hook accepted PipelineEvent"], counts["hook duplicate PipelineEvent"]) == (1, 9)


async def test_a_burst_is_answered_and_stored_whole(door, redis):
    bodies = [hooks.job(build_id=number) for number in range(300)]
    assert await asyncio.gather(*(_send(door, body) for body in bodies)) == [200] * 300
    assert redis.zcard("lighterman:pending:events") == 300


async def test_without_memory_events_are_refused_until_there_is_some(door, redis):
    redis.config_set("maxmemory", 1)
    try:
        assert await _send(door) == 503
        async with door.get("/readyz") as answer:
            assert answer.status == 503
    finally:
        redis.config_set("maxmemory", 0)
    assert redis.keys("lighterman:event:*") == []
    assert await _send(door) == 200
    await door.close()
    assert Inbox(redis, lease_seconds=60).counts()["hook refused store-down"] == 1


async def test_a_full_inbox_refuses_until_there_is_room(open_to, redis_server, redis):
    door = await open_to(redis_server, limit=2)
    merge_requests = [hooks.merge_request(iid=number) for number in range(3)]
    assert [await _send(door, body) for body in merge_requests] == [200, 200, 503]
    assert await _send(door, hooks.note()) == 200
    inbox = Inbox(redis, lease_seconds=60, now=lambda: time.time() + 60)
    for claim in inbox.claim("events"):
        inbox.finish(claim)
    assert await _send(door, merge_requests[2]) == 200
    await door.close()
    assert inbox.counts()["hook refused full"] == 1


async def test_a_redis_that_is_gone_or_frozen_is_answered_503_in_time_and_back_is_back(open_to, tmp_path):
    with running_redis(tmp_path) as server:
        door = await open_to(server)
        assert await _send(door, hooks.job(build_id=1)) == 200
        server.freeze()
        began = time.monotonic()
        frozen = asyncio.create_task(_send(door, hooks.job(build_id=2)))
        await asyncio.sleep(0.1)
        healthz_began = time.monotonic()
        async with door.get("/healthz") as answer:
            assert answer.status == 200
        assert time.monotonic() - healthz_began < 1.0
        assert await frozen == 503
        assert time.monotonic() - began < 4.0
        server.thaw()
        server.kill()
        assert await _send(door, hooks.job(build_id=3)) == 503
        server.start()
        assert await _send(door, hooks.job(build_id=4)) == 200
        with server.connect() as connection:
            stored = {unpack(event).job_id for event in _events(connection)}
        assert {1, 4} <= stored
        await door.close()


async def test_the_disk_keeps_what_was_answered_when_redis_is_killed(open_to, tmp_path):
    with running_redis(tmp_path) as server:
        door = await open_to(server)
        bodies = [hooks.job(build_id=number) for number in range(40)]
        assert await asyncio.gather(*(_send(door, body) for body in bodies)) == [200] * 40
        server.kill()
        server.start()
        with server.connect() as connection:
            assert sorted(unpack(event).job_id for event in _events(connection)) == list(range(40))
        await door.close()


async def _send(door, body=b"", headers=None):
    async with door.post(URL, data=body or hooks.pipeline(), headers=headers or WITH_TOKEN) as answer:
        assert await answer.read() == b""
        assert ("Retry-After" in answer.headers) == (answer.status == 503)
        return answer.status


def _events(connection):
    return [connection.hget(key, "packed") for key in connection.keys("lighterman:event:*")]
