"""An inbox in words, on a real Redis whose time is the test's own."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.reactions import Reaction
from bot.task_queue.accepting import Accepting, Arrival
from bot.task_queue.connection import connect_door
from bot.task_queue.draining import Claim, Inbox
from bot.task_queue.ringing import Bell
from bot.tasks import ForgetImageJobs, ProjectHint

TASK = ForgetImageJobs(project=ProjectHint(17, "acme/api"))
LEASE_SECONDS = 60.0


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        """Let time go by."""
        self.seconds += seconds


@dataclass
class Box:
    """Both ends of one inbox; events are named by their bytes."""

    redis: Any
    accepting: Accepting
    clock: Clock
    inbox: Inbox
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def accept(
        self,
        packed: bytes = b"",
        *,
        delivery: str = "",
        semantic: str | None = None,
        subject: str = "17/mr/5",
        **how: Any,
    ) -> bool:
        """Accept an event; without a key it is like no other."""
        number = next(self._numbers)
        arrival = Arrival(
            delivery or f"delivery-{number}", semantic, packed or b"%d" % number, Reaction(TASK, subject, **how)
        )
        return await self.accepting.accept(arrival)

    def claim(self, lane: str = "events", **how: Any) -> list[Claim]:
        """Claim what is due."""
        return self.inbox.claim(lane, **how)

    def claim_one(self, lane: str = "events") -> Claim:
        """Claim the only subject that is due."""
        (claim,) = self.claim(lane)
        return claim

    def die(self, claim: Claim) -> None:
        """Let a claim's worker vanish and its lease run out."""
        assert self.redis.delete(f"lighterman:lease:{claim.subject}") == 1
        self.clock.pass_by(LEASE_SECONDS)

    def states(self) -> dict[bytes, str]:
        """Return the state of every event that is kept."""
        return {
            self.redis.hget(key, "packed"): self.redis.hget(key, "state").decode()
            for key in self.redis.keys("lighterman:event:*")
        }

    def waiting(self, lane: str = "events") -> int:
        """Return how many events are pending, due or not."""
        return int(self.redis.zcard(f"lighterman:pending:{lane}"))


@asynccontextmanager
async def open_box(redis: Any, url: str) -> AsyncIterator[Box]:
    """Open both ends of an inbox whose clock stands still."""
    clock = Clock()
    accepting = Accepting(connect_door(url), Bell(redis), now=clock)
    yield Box(redis, accepting, clock, Inbox(redis, lease_seconds=LEASE_SECONDS, now=clock))
    await accepting.close()


def packed(claim: Claim) -> list[bytes]:
    """Return the events of a claim by their bytes."""
    return [event.packed for event in claim.events]
