"""The processes and commands around the inbox: what waits is listed, what was given up is told and tried again."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from bot.task_queue.connection import connect_bell
from bot.task_queue.draining import Inbox
from tests.redis_server import running_redis
from workers.schedule import warn_of_dead_letters

pytestmark = pytest.mark.redis


def _words(*words):
    return [sys.executable, "-m", "workers.cli", *words]


def _environment(url):
    return {
        "PATH": os.environ["PATH"],
        "GITLAB_URL": "http://127.0.0.1:9",
        "GITLAB_TOKEN": "practice",
        "GITLAB_WEBHOOK_SECRET": "practice-secret",
        "REDIS_URL": url,
        "LIGHTERMAN_SWEEP_SECONDS": "0.1",
    }


@contextmanager
def _running(url, role):
    """Run a process that must end by itself when it is told to."""
    process = subprocess.Popen(_words(role), env=_environment(url), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def _run(url, *words):
    return subprocess.run(
        _words(*words), env=_environment(url), capture_output=True, text=True, timeout=60, check=False
    )


async def _give_up(box, *names):
    for name in names:
        await box.accept(name, subject=f"17/mr/{name.decode()}")
    for claim in box.claim():
        box.inbox.finish(claim, state="dead")
    return [letter.id for letter in box.inbox.dead_letters()]


async def test_what_waits_and_what_was_given_up_is_listed(box, redis_server):
    (dead,) = await _give_up(box, b"7")
    await box.accept(b"8")
    await box.accepting.count({"hook refused token": 3})
    done = _run(redis_server.url, "status")
    assert done.stdout.splitlines() == [
        "pending events: 1",
        "pending commands: 0",
        "dead: 1",
        "hook refused token: 3",
        f"given up: {dead} 17/mr/7, died 0 times",
    ]


@pytest.mark.parametrize("names_one", [True, False])
async def test_what_was_given_up_is_tried_again(box, redis_server, names_one):
    dead = await _give_up(box, b"7", b"8")
    done = _run(redis_server.url, "replay", *(dead[:1] if names_one else []))
    assert done.stdout == ("1 event is tried again\n" if names_one else "2 events are tried again\n")
    assert [letter.id for letter in box.inbox.dead_letters()] == (dead[1:] if names_one else [])
    assert box.waiting() == 2 - names_one


async def test_when_nothing_was_given_up_nothing_is_tried_again(box, redis_server):
    assert _run(redis_server.url, "replay").stdout == "0 events are tried again\n"


async def test_an_event_that_was_not_given_up_is_named_and_nothing_is_tried_again(box, redis_server):
    (dead,) = await _give_up(box, b"7")
    done = _run(redis_server.url, "replay", dead, "nobody")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("lighterman: nobody: not among the events that were given up;")
    assert [letter.id for letter in box.inbox.dead_letters()] == [dead]


async def test_the_clock_rings_for_what_is_due_and_stops_when_told(box, redis, redis_server):
    box.accepting._now = None
    await box.accept(delay_seconds=0.1)
    with _running(redis_server.url, "clock"):
        _wait_until(lambda: redis.llen("rq:queue:lighterman-events"))
    assert redis.exists("lighterman:sweeper") == 0


async def test_the_clock_says_how_many_were_given_up(box, caplog):
    warn_of_dead_letters(box.inbox)
    assert caplog.text == ""
    await _give_up(box, b"7", b"8")
    warn_of_dead_letters(box.inbox)
    assert "2 events were given up; `lighterman status` lists them" in caplog.text


def test_the_clock_outlives_a_redis_that_is_away(tmp_path, caplog):
    with connect_bell(f"unix://{tmp_path}/nobody.sock") as connection:
        warn_of_dead_letters(Inbox(connection, lease_seconds=60))
    assert "the clock waits for Redis" in caplog.text


@pytest.mark.parametrize("role", ["worker", "commands", "web"])
def test_no_process_works_with_a_redis_that_forgets(tmp_path, role):
    with running_redis(tmp_path, appendonly="no") as server:
        done = _run(server.url, role)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Redis keeps no append-only file; set `appendonly yes`, or LIGHTERMAN_DURABILITY=relaxed" in done.stderr


@pytest.mark.parametrize("lane", ["worker", "commands"])
async def test_a_worker_works_off_its_own_lane_and_stops_when_told(box, redis, redis_server, lane):
    box.accepting._now = box.inbox._now = None
    await box.accept(b"unreadable")
    await box.accept(b"unreadable", lane="commands", subject="17/note/1")
    mine, other = ("events", "commands") if lane == "worker" else ("commands", "events")
    with _running(redis_server.url, lane):
        _wait_until(lambda: box.inbox.due(mine) == 0 and not redis.keys("lighterman:lease:*"))
    states = {
        redis.hget(key, "lane").decode(): redis.hexists(key, "settled") for key in redis.keys("lighterman:event:*")
    }
    assert states == {mine: True, other: False}


def _wait_until(is_so, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
