"""Opens connections to Redis and checks that it keeps what it is given."""

from typing import Any

import redis
import redis.asyncio
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from bot.errors import OutsideError, UserError

DOOR_TIMEOUT_SECONDS = 2.0
"""GitLab waits 10 s for an answer; a door that cannot store in 2 s says so instead."""
WORKER_TIMEOUT_SECONDS = 10.0
"""A worker can wait, but not for ever on a connection whose other end is gone."""
REPETITIONS = 15
OLDEST = (6, 2)
_PLAIN: dict[str, Any] = {"driver_info": None, "maint_notifications_config": MaintNotificationsConfig(enabled=False)}
"""To tell Redis its version, redis-py looks it up among the installed packages for every single connection, and a drain
opens ten of them in a fresh fork; without that and the notifications, which are only for Redis Enterprise, a review
takes 6 ms of processor time less."""

TROUBLE = redis.RedisError
"""What commands raise when Redis is away, full or broken."""


def connect(url: str) -> redis.Redis:
    """Return a connection for processes that may wait; commands are repeated for some seconds while Redis is away.

    `from_url` alone repeats nothing, other than `Redis()`.
    """
    return redis.Redis.from_url(
        url,
        **_PLAIN,
        health_check_interval=30,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=1.0), REPETITIONS),
        socket_timeout=WORKER_TIMEOUT_SECONDS,
        socket_connect_timeout=WORKER_TIMEOUT_SECONDS,
    )


def connect_bell(url: str) -> redis.Redis:
    """Return a connection for the door's bell: as impatient as the door, so that a frozen Redis cannot hold it."""
    return redis.Redis.from_url(
        url,
        **_PLAIN,
        socket_timeout=DOOR_TIMEOUT_SECONDS,
        socket_connect_timeout=DOOR_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def connect_door(url: str) -> redis.asyncio.Redis:
    """Return a connection for the door: it gives up soon and never repeats a command by itself."""
    return redis.asyncio.Redis.from_url(
        url,
        **_PLAIN,
        socket_timeout=DOOR_TIMEOUT_SECONDS,
        socket_connect_timeout=DOOR_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def is_answering(url: str) -> bool:
    """Tell whether a Redis answers at an address."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0)) as one:
            return bool(one.ping())
    except (redis.RedisError, OSError):
        return False


def check_durability(connection: Any, *, is_relaxed: bool) -> None:
    """Raise UserError when Redis would forget events that we answered with 200."""
    try:
        version = tuple(int(part) for part in str(connection.info("server")["redis_version"]).split(".")[:2])
        forgets = [] if is_relaxed else _ways_to_forget(connection)
    except redis.RedisError as error:
        raise OutsideError(f"Redis does not answer: {error}") from error
    wrong = [f"Redis is {version[0]}.{version[1]}; Lighterman needs 6.2 or newer"] if version < OLDEST else []
    if wrong or forgets:
        raise UserError("\n".join([*wrong, *forgets]))


def _ways_to_forget(connection: Any) -> list[str]:
    try:
        append_only = connection.config_get("appendonly").get("appendonly")
        policy = connection.config_get("maxmemory-policy").get("maxmemory-policy")
    except redis.ResponseError as error:
        # Rented ones often hide CONFIG.
        text = f"Redis does not tell its settings ({error})"
        return [f"{text}; if it keeps an append-only file and drops no keys, set LIGHTERMAN_DURABILITY=relaxed"]
    wrong = []
    if append_only != "yes":
        wrong.append("Redis keeps no append-only file; set `appendonly yes`, or LIGHTERMAN_DURABILITY=relaxed")
    if policy != "noeviction":
        wrong.append(f"Redis may drop keys ({policy}); set `maxmemory-policy noeviction`")
    return wrong
