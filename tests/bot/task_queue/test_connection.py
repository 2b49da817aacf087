"""A Redis that would forget what we answered with 200 is refused by name."""

import time

import pytest
import redis as redis_py

from bot.errors import OutsideError, UserError
from bot.task_queue.connection import check_durability, connect, connect_bell, connect_door, is_answering
from tests.redis_server import running_redis

pytestmark = pytest.mark.redis
NO_FILE = "Redis keeps no append-only file; set `appendonly yes`, or LIGHTERMAN_DURABILITY=relaxed"
NO_CONFIG = "Redis does not tell its settings"


@pytest.mark.parametrize(
    ("settings", "strict", "relaxed"),
    [
        ({}, None, None),
        ({"appendfsync": "everysec"}, None, None),
        ({"appendonly": "no"}, NO_FILE, None),
        (
            {"maxmemory_policy": "allkeys-lru"},
            "Redis may drop keys (allkeys-lru); set `maxmemory-policy noeviction`",
            None,
        ),
        ({"maxmemory_policy": "volatile-ttl"}, "Redis may drop keys (volatile-ttl)", None),
        ({"rename_command": "CONFIG HIDDEN"}, NO_CONFIG, None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_redis_that_may_forget_is_refused_unless_that_is_wanted(tmp_path, settings, strict, relaxed):
    with running_redis(tmp_path, **settings) as server, server.connect() as connection:
        for is_relaxed, refusal in ((False, strict), (True, relaxed)):
            assert (refusal or "") in _refusal(connection, is_relaxed=is_relaxed)
            assert bool(refusal) == bool(_refusal(connection, is_relaxed=is_relaxed))


def test_everything_that_is_wrong_is_named_at_once(tmp_path):
    settings = {"appendonly": "no", "maxmemory_policy": "allkeys-lfu"}
    with running_redis(tmp_path, **settings) as server, server.connect() as connection:
        lines = _refusal(connection, is_relaxed=False).splitlines()
    assert [line.split(";")[0] for line in lines] == [
        "Redis keeps no append-only file",
        "Redis may drop keys (allkeys-lfu)",
    ]


class _Old:
    """Says what a Redis of another version says."""

    def __init__(self, version):
        self.version = version

    def info(self, section):
        return {"redis_version": self.version}

    def config_get(self, name):
        return {"appendonly": "yes", "maxmemory-policy": "noeviction"}


@pytest.mark.parametrize(
    ("version", "refusal"),
    [
        ("6.0.16", "Redis is 6.0; Lighterman needs 6.2 or newer"),
        ("5.0.3", "Redis is 5.0; Lighterman needs 6.2 or newer"),
        ("6.2.0", ""),
        ("7.0.15", ""),
        ("10.0.1", ""),
    ],
)
@pytest.mark.parametrize("is_relaxed", [True, False])
def test_an_old_redis_is_refused_in_any_case(version, refusal, is_relaxed):
    assert _refusal(_Old(version), is_relaxed=is_relaxed) == refusal


def test_a_redis_that_does_not_answer_is_the_outsides_fault(tmp_path):
    with connect_bell(f"unix://{tmp_path}/nobody.sock") as connection, pytest.raises(OutsideError, match="not answer"):
        check_durability(connection, is_relaxed=True)


def test_whether_a_redis_answers_can_be_asked(redis_server, tmp_path):
    assert is_answering(redis_server.url) is True
    assert is_answering(f"unix://{tmp_path}/nobody.sock") is False
    assert is_answering("redis://127.0.0.1:1/0") is False


def test_a_worker_bridges_a_restart_of_redis(tmp_path):
    with running_redis(tmp_path) as server, connect(server.url) as connection:
        connection.set("a", "1")
        server.kill()
        server.start()
        assert connection.get("a") == b"1"


async def test_the_door_and_its_bell_do_not_wait_for_a_frozen_redis(tmp_path):
    with running_redis(tmp_path) as server:
        door, bell = connect_door(server.url), connect_bell(server.url)
        assert (await door.ping(), bell.ping()) == (True, True)
        server.freeze()
        began = time.monotonic()
        with pytest.raises(redis_py.TimeoutError):
            bell.ping()
        with pytest.raises(redis_py.TimeoutError):
            await door.ping()
        assert time.monotonic() - began < 2 * 2.0 + 2.0
        server.thaw()
        bell.close()
        await door.aclose()


def _refusal(connection, *, is_relaxed):
    try:
        check_durability(connection, is_relaxed=is_relaxed)
    except UserError as error:
        return str(error)
    return ""
