"""The door's end of the inbox: an event is stored, and only then answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import redis

from bot.reactions import Reaction
from bot.task_queue import scripts
from bot.task_queue.ringing import DOORBELL_SECONDS, Bell

KEEP_SECONDS = 7 * 86400
"""How long a key is remembered; GitLab can send an event again for 7 days."""


class StoreDownError(Exception):
    """The event could not be stored; the sender must be told to come again."""


@dataclass(frozen=True)
class Arrival:
    """An event on its way into the inbox: its two keys, its bytes, and how it is to be queued."""

    delivery_key: str
    semantic_key: str
    packed: bytes
    reaction: Reaction


class Accepting:
    """Stores arrivals; those that wait at the same time share one round trip and so one fsync."""

    def __init__(self, connection: Any, bell: Bell, now: Callable[[], float] = time.time) -> None:
        self._redis = connection
        self._bell = bell
        self._now = now
        self._waiting: list[tuple[Arrival, asyncio.Future[int]]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._ringers: set[asyncio.Task[None]] = set()
        self._script = connection.register_script(scripts.ACCEPT)

    async def accept(self, arrival: Arrival) -> bool:
        """Store an arrival; return whether it is new. Raise StoreDownError when Redis does not keep it."""
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, future))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        answer = await future
        if answer == 2:  # noqa: PLR2004 - the script's word for "ring"
            self._ring(arrival.reaction.lane)
        return answer > 0

    async def count(self, counts: Counter[str]) -> None:
        """Add to the counters that the status shows."""
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for name, by in counts.items():
                    pipe.hincrby("lighterman:counts", name, by)
                await pipe.execute()
        except (redis.RedisError, OSError) as error:
            raise StoreDownError(str(error)) from error

    async def pending(self) -> dict[str, int]:
        """Return how many events wait per lane, which also shows that Redis can be written."""
        try:
            await self._redis.set("lighterman:ready", "1", ex=60)
            lanes = ("events", "commands")
            return {lane: await self._redis.zcard(f"lighterman:pending:{lane}") for lane in lanes}
        except (redis.RedisError, OSError) as error:
            raise StoreDownError(str(error)) from error

    async def close(self) -> None:
        """Wait for what is under way and close the connection."""
        await asyncio.gather(*self._ringers, return_exceptions=True)
        await self._redis.aclose()

    def _ring(self, lane: str) -> None:
        ringer = asyncio.create_task(asyncio.to_thread(self._bell.send, lane))
        self._ringers.add(ringer)
        ringer.add_done_callback(self._ringers.discard)

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                answers = await self._store([arrival for arrival, _ in batch])
            except (redis.RedisError, OSError, TimeoutError) as error:
                answers = [error] * len(batch)
            for (_, future), answer in zip(batch, answers, strict=True):
                if future.done():
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(StoreDownError(str(answer)))
                else:
                    future.set_result(int(answer))

    async def _store(self, arrivals: list[Arrival]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for arrival in arrivals:
                keys, arguments = self._call(arrival)
                await self._script(keys=keys, args=arguments, client=pipe)
            return list(await pipe.execute(raise_on_error=False))

    def _call(self, arrival: Arrival) -> tuple[list[str], list[Any]]:
        reaction = arrival.reaction
        event_id = sha256(arrival.delivery_key.encode()).hexdigest()[:32]
        keys = [
            f"lighterman:seen:{event_id}",
            f"lighterman:seen:{arrival.semantic_key}",
            f"lighterman:event:{event_id}",
            f"lighterman:pending:{reaction.lane}",
            f"lighterman:doorbell:{reaction.lane}",
        ]
        due = self._now() + reaction.delay_seconds
        key = reaction.pipeline_key or ""
        return keys, [event_id, arrival.packed, reaction.subject, key, due, DOORBELL_SECONDS, KEEP_SECONDS]
