"""The door's connection to Redis: calls of one script go out without waiting for the answers to earlier ones."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Sequence
from hashlib import sha1
from typing import Any

import hiredis
import redis

from bot.task_queue.connection import DOOR_TIMEOUT_SECONDS

LATE_SECONDS = 0.02
"""Redis answers in less; while it does not, nothing more is sent, so that whoever gives up waiting is not stored."""
DEAD_SECONDS = 2 * DOOR_TIMEOUT_SECONDS
"""So long nobody waits; not sooner, because in a burst it can be we who have not come to read the answers yet."""

Call = tuple[Sequence[str], Sequence[Any]]
"""The keys and the arguments of one call."""
Future = asyncio.Future[Any]


class ScriptPipe:
    """Calls one script over one connection, which redis-py opens and authenticates.

    redis-py's own pipeline sends nothing before the last batch was answered, and encodes word by word in Python. Here
    hiredis packs the calls, all that wait go out in one write, and a reader hands out the answers in their order.
    """

    def __init__(self, client: Any, script: str, on_answer: Callable[[], None]) -> None:
        pool = client.connection_pool
        # A time limit for each read and write costs more than they do; ours are per batch, and by what is late.
        self._connection = pool.connection_class(**{**pool.connection_kwargs, "socket_timeout": None})
        self._load = _pack("SCRIPT", "LOAD", script)
        self._digest = sha1(script.encode(), usedforsecurity=False).hexdigest()
        self._on_answer = on_answer
        self._asked: deque[tuple[float, bytes, Future | None]] = deque()
        self._reader: asyncio.Task[None] | None = None

    def is_late(self) -> bool:
        """Tell whether Redis owes an answer for longer than usual, but not for so long that it must be asked anew."""
        return LATE_SECONDS < self._age_seconds() < DEAD_SECONDS

    async def send(self, calls: Sequence[tuple[Call, Future]]) -> None:
        """Send calls; each future gets its answer, or the exception that tells why there is none.

        After redis.RedisError, OSError or TimeoutError a call may have been carried out all the same.
        """
        commands = [
            (_pack("EVALSHA", self._digest, len(keys), *keys, *arguments), future)
            for (keys, arguments), future in calls
        ]
        if self._age_seconds() >= DEAD_SECONDS:
            await self._drop(redis.TimeoutError("Redis does not answer"))
        try:
            async with asyncio.timeout(DOOR_TIMEOUT_SECONDS):
                await self._open()
                await self._write(commands)
        except (redis.RedisError, OSError, TimeoutError) as error:
            for _, future in commands:
                _fail(future, error)
            await self._drop(error)

    async def close(self) -> None:
        """Close the connection."""
        await self._drop(redis.ConnectionError("the door closes"))

    def _age_seconds(self) -> float:
        return asyncio.get_running_loop().time() - self._asked[0][0] if self._asked else 0.0

    async def _open(self) -> None:
        if self._reader is not None and not self._reader.done():
            return
        await self._drop(redis.ConnectionError("the connection was lost"))
        await self._connection.connect()
        await self._connection.send_packed_command(self._load, check_health=False)
        await self._connection.read_response()
        self._reader = asyncio.create_task(self._read())

    async def _write(self, commands: Sequence[tuple[bytes, Future | None]]) -> None:
        now = asyncio.get_running_loop().time()
        self._asked.extend((now, packed, future) for packed, future in commands)
        await self._connection.send_packed_command(b"".join([packed for packed, _ in commands]), check_health=False)

    async def _read(self) -> None:
        try:
            while True:
                answer = await self._answer()
                _, packed, future = self._asked.popleft()
                if isinstance(answer, redis.exceptions.NoScriptError):
                    # Somebody made Redis forget its scripts; the call was not carried out.
                    await self._write([(self._load, None), (packed, future)])
                elif isinstance(answer, Exception):
                    _fail(future, answer)
                elif future is not None and not future.done():
                    future.set_result(answer)
                self._on_answer()
        except (redis.RedisError, OSError) as error:
            self._forget(error)

    async def _answer(self) -> Any:
        try:
            return await self._connection.read_response(timeout=math.inf)
        except redis.ResponseError as refused:
            return refused

    async def _drop(self, error: Exception) -> None:
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None
        self._forget(error)
        await self._connection.disconnect(nowait=True)

    def _forget(self, error: Exception) -> None:
        asked, self._asked = self._asked, deque()
        for _, _, future in asked:
            _fail(future, error)


def _pack(*words: Any) -> bytes:
    packed: bytes = hiredis.pack_command(words)
    return packed


def _fail(future: Future | None, error: Exception) -> None:
    if future is not None and not future.done():
        future.set_exception(error)
