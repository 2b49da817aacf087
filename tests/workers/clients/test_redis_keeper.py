"""What was learned, and the lock of the one writer, in a real Redis."""

import threading
import time

import pytest

from bot.errors import OutsideError
from workers.clients.store import LEARNED, RedisKeeper, Store

pytestmark = pytest.mark.redis


def keeper(redis, *, lock_seconds=30.0, wait_seconds=0.2):
    return RedisKeeper(redis, lock_seconds=lock_seconds, wait_seconds=wait_seconds)


@pytest.mark.parametrize("value", [0, "", [], {}, False, {"a": [1, None, "ü"]}])
def test_a_value_is_given_back_as_it_was_until_it_is_dropped(redis, value):
    keeper(redis).put("a", value, 60)
    assert keeper(redis).get("a") == value
    assert keeper(redis).get("b") is None
    keeper(redis).drop("a")
    assert keeper(redis).get("a") is None


def test_every_value_ends_some_day(redis):
    store = Store(keeper(redis))
    store.remember_note(1, 2, 3, "hash")
    store.remember_baseline_runs(1, "main", [])
    store.remember_image_jobs(1, {"build": True})
    store.remember_usual_target(1, "main")
    store.remember_registry_token("quay.io", "acme/api", "t", 270)
    store.first_looked_at(1, 7, 0.0)
    keys = redis.keys("*")
    assert len(keys) == 6
    assert all(key.startswith(LEARNED.encode()) and 0 < redis.ttl(key) <= 30 * 86400 for key in keys)


def test_what_one_process_learned_another_one_knows(redis, redis_server):
    Store(keeper(redis)).remember_note(1, 2, 3, "hash")
    with redis_server.connect() as other:
        assert Store(keeper(other)).note(1, 2) == (3, "hash")


def test_whoever_waits_too_long_for_the_one_writer_gives_up(redis):
    with keeper(redis).lock("1:writer:2"):
        with pytest.raises(OutsideError, match="another worker is still writing"), keeper(redis).lock("1:writer:2"):
            pass
        with keeper(redis).lock("1:writer:3"):
            pass
    with keeper(redis).lock("1:writer:2"):
        pass
    assert redis.keys("*") == []


def test_a_writer_that_fails_leaves_no_lock(redis):
    with pytest.raises(RuntimeError), keeper(redis).lock("a"):
        raise RuntimeError
    assert redis.keys("*") == []


def test_the_lock_of_a_writer_that_was_killed_ends_by_itself(redis):
    keeper(redis, lock_seconds=0.1).lock("a").__enter__()
    began = time.monotonic()
    with keeper(redis, wait_seconds=5.0).lock("a"):
        assert time.monotonic() - began < 2.0


def test_a_writer_that_was_too_slow_does_not_free_the_lock_of_the_next_one(redis):
    with keeper(redis, lock_seconds=0.05).lock("a"):
        time.sleep(0.1)
        second = keeper(redis).lock("a")
        second.__enter__()
    with pytest.raises(OutsideError), keeper(redis).lock("a"):
        pass
    second.__exit__(None, None, None)
    assert redis.keys("*") == []


def test_of_many_writers_only_one_writes_at_a_time(redis):
    inside, most = [], []

    def write():
        with keeper(redis, wait_seconds=20.0).lock("a"):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.002)
            inside.pop()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8
