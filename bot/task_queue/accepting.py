"""The door's end of the inbox: an event is stored, and only then answered."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import redis

from bot.reactions import Reaction
from bot.task_queue import scripts
from bot.task_queue.connection import DOOR_TIMEOUT_SECONDS
from bot.task_queue.pipelining import Call, ScriptPipe
from bot.task_queue.ringing import DOORBELL_SECONDS, Bell

KEEP_SECONDS = 7 * 86400
"""How long a key is remembered; GitLab can send an event again for 7 days."""


TICK_SECONDS = 0.1
MOST_TICKS = round(DOOR_TIMEOUT_SECONDS / TICK_SECONDS)
MOST_WAITING = 100_000
"""So many events may wait on a lane before senders are told to come again."""


class StoreDownError(Exception):
    """The event could not be stored; the sender must be told to come again. `reason` is what is counted."""

    reason = "store-down"


class FullError(StoreDownError):
    """Too much waits already."""

    reason = "full"


@dataclass(frozen=True)
class Arrival:
    """An event on its way into the inbox: its keys, its bytes, and how it is to be queued.

    `semantic_key` is None where nothing tells two events apart; then only repeated deliveries are noticed.
    """

    delivery_key: str
    semantic_key: str | None
    packed: bytes
    reaction: Reaction


class Accepting:
    """Stores arrivals; those that wait together go out together, and what Redis finds together shares one fsync.

    `now` stands in for Redis's clock, so that nobody has to wait.
    """

    def __init__(
        self, connection: Any, bell: Bell, *, limit: int = MOST_WAITING, now: Callable[[], float] | None = None
    ) -> None:
        self._redis = connection
        self._bell = bell
        self._limit = limit
        self._now = now
        self._waiting: list[tuple[Arrival, asyncio.Future[int]]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._owed: deque[tuple[int, asyncio.Future[int]]] = deque()
        self._tick = 0
        self._ticker: asyncio.TimerHandle | None = None
        self._ringers: set[asyncio.Task[None]] = set()
        self._pipe = ScriptPipe(connection, scripts.ACCEPT, self._wake)

    async def accept(self, arrival: Arrival) -> bool:
        """Store an arrival; return whether it is new. Raise StoreDownError when it is not kept."""
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, future))
        self._owed.append((self._tick, future))
        if self._ticker is None:
            self._ticker = asyncio.get_running_loop().call_later(TICK_SECONDS, self._count_down)
        self._wake()
        try:
            answer = await future
        except (redis.RedisError, OSError, TimeoutError) as error:
            raise StoreDownError(str(error)) from error
        if answer < 0:
            raise FullError(f"{self._limit} events wait already")
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
        if self._ticker is not None:
            self._ticker.cancel()
        await self._pipe.close()
        await self._redis.aclose()

    def _ring(self, lane: str) -> None:
        ringer = asyncio.create_task(asyncio.to_thread(self._bell.send, lane))
        self._ringers.add(ringer)
        ringer.add_done_callback(self._ringers.discard)

    def _count_down(self) -> None:
        """Tell those that waited too long.

        Time is counted in turns of the loop: in a burst of thousands a turn takes seconds, and a clock would run out
        before the answers that have long come are read.
        """
        self._tick += 1
        while self._owed and (self._owed[0][1].done() or self._tick - self._owed[0][0] > MOST_TICKS):
            _, future = self._owed.popleft()
            if not future.done():
                future.set_exception(TimeoutError(f"no answer within {DOOR_TIMEOUT_SECONDS:.0f} s"))
        loop = asyncio.get_running_loop()
        self._ticker = loop.call_later(TICK_SECONDS, self._count_down) if self._owed else None

    def _wake(self) -> None:
        if self._waiting and not self._pipe.is_late() and (self._flusher is None or self._flusher.done()):
            self._flusher = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        while self._waiting and not self._pipe.is_late():
            # Whoever was told to come again meanwhile is not stored any more.
            batch, self._waiting = [one for one in self._waiting if not one[1].done()], []
            if batch:
                await self._pipe.send([(self._call(arrival), future) for arrival, future in batch])

    def _call(self, arrival: Arrival) -> Call:
        reaction = arrival.reaction
        event_id = sha256(arrival.delivery_key.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        delivery = f"lighterman:seen:{event_id}"
        keys = [
            delivery,
            f"lighterman:seen:{arrival.semantic_key}" if arrival.semantic_key else delivery,
            f"lighterman:event:{event_id}",
            f"lighterman:pending:{reaction.lane}",
            f"lighterman:doorbell:{reaction.lane}",
        ]
        now = self._now() if self._now else ""
        what = [event_id, arrival.packed, reaction.subject, reaction.pipeline_key or "", reaction.lane]
        return keys, [now, *what, reaction.delay_seconds, DOORBELL_SECONDS, KEEP_SECONDS, self._limit]
