"""The workers' end of the inbox: claim by lease, finish by token, try again later, give up with a dead letter."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.task_queue import scripts
from bot.task_queue.accepting import KEEP_SECONDS

CLAIM_LIMIT = 20
DEATHS_ALLOWED = 3
ATTEMPTS_ALLOWED = 25
LONGEST_BACKOFF_SECONDS = 300.0


@dataclass(frozen=True)
class Claimed:
    """One event of a claim."""

    id: str
    packed: bytes


@dataclass(frozen=True)
class Claim:
    """All that waited for one subject, in the order of arrival; `failures` counts those in a row."""

    lane: str
    subject: str
    token: str
    failures: int
    events: tuple[Claimed, ...]


@dataclass(frozen=True)
class DeadLetter:
    """An event that was given up."""

    id: str
    subject: str
    packed: bytes
    died: int


class Inbox:
    """Hands out events and keeps them until they are done."""

    def __init__(self, connection: Any, *, lease_seconds: float, now: Callable[[], float] = time.time) -> None:
        self.connection = connection
        self.lease_seconds = lease_seconds
        self._now = now
        self._scripts: dict[str, Any] = {}

    def claim(self, lane: str, limit: int = CLAIM_LIMIT) -> list[Claim]:
        """Claim up to `limit` events that are due, and with each all that waits for the same subject."""
        token = secrets.token_hex(8)
        keys = [_pending(lane), "lighterman:dead"]
        arguments = [self._now(), self.lease_seconds, token, limit, DEATHS_ALLOWED]
        return [_read_claim(lane, token, batch) for batch in self._run(scripts.CLAIM, keys, arguments)]

    def finish(self, claim: Claim, *, newest: str, state: str = "done") -> bool:
        """End a claim: the newest event gets `state`, the others were superseded. False: the lease was lost."""
        states = [part for event in claim.events for part in (event.id, state if event.id == newest else "superseded")]
        if state == "dead":
            states = [part for event in claim.events for part in (event.id, state)]
        keys = [
            _pending(claim.lane),
            _lease(claim),
            f"lighterman:waiting:{claim.subject}",
            "lighterman:dead",
            _rest(claim),
        ]
        return bool(self._run(scripts.FINISH, keys, [claim.token, self._now(), KEEP_SECONDS, *states]))

    def postpone(self, claim: Claim, seconds: float, *, is_failure: bool) -> bool:
        """Let a claim be tried again later. False: the lease was lost."""
        arguments = [claim.token, self._now() + seconds, int(is_failure), KEEP_SECONDS, *_ids(claim)]
        return bool(self._run(scripts.POSTPONE, [_pending(claim.lane), _lease(claim), _rest(claim)], arguments))

    def renew(self, claim: Claim) -> bool:
        """Hold a claim for another lease. False: the lease was lost."""
        arguments = [claim.token, self._now(), self.lease_seconds, *_ids(claim)]
        return bool(self._run(scripts.RENEW, [_pending(claim.lane), _lease(claim)], arguments))

    def reopen(self, lane: str, ids: Sequence[str]) -> None:
        """Make events pending again, whatever became of them."""
        self._run(scripts.REOPEN, [_pending(lane), "lighterman:dead"], [self._now(), *ids])

    def due(self, lane: str) -> int:
        """Return how many events could be claimed now."""
        return int(self.connection.zcount(_pending(lane), "-inf", self._now()))

    def counts(self) -> dict[str, int]:
        """Return the counters: what waits, what died, what the door heard."""
        heard = {key.decode(): int(value) for key, value in self.connection.hgetall("lighterman:counts").items()}
        lanes = {f"pending {lane}": int(self.connection.zcard(_pending(lane))) for lane in ("events", "commands")}
        return {**lanes, "dead": int(self.connection.zcard("lighterman:dead")), **dict(sorted(heard.items()))}

    def dead_letters(self) -> list[DeadLetter]:
        """Return the events that were given up, oldest first."""
        ids = [raw.decode() for raw in self.connection.zrange("lighterman:dead", 0, -1)]
        return [self._dead_letter(event_id) for event_id in ids]

    def alias(self, pipeline_key: str, subject: str) -> None:
        """Remember which merge request a pipeline belongs to, for the events that come."""
        self.connection.set(f"lighterman:alias:{pipeline_key}", subject, ex=86400)

    def _dead_letter(self, event_id: str) -> DeadLetter:
        kept = self.connection.hgetall(f"lighterman:event:{event_id}")
        return DeadLetter(
            id=event_id,
            subject=kept[b"subject"].decode(),
            packed=kept[b"packed"],
            died=int(kept[b"died"]),
        )

    def _run(self, script: str, keys: list[str], arguments: list[Any]) -> Any:
        if script not in self._scripts:
            self._scripts[script] = self.connection.register_script(script)
        return self._scripts[script](keys=keys, args=arguments)


def backoff_seconds(failures: int) -> float:
    """Return how long to wait after so many failures: 2, 4, 8 … seconds, 5 minutes at most."""
    return min(2.0 * 2.0 ** min(failures, 20), LONGEST_BACKOFF_SECONDS)


def _read_claim(lane: str, token: str, batch: list[bytes]) -> Claim:
    subject, failures, *rest = batch
    rows = sorted((rest[place : place + 3] for place in range(0, len(rest), 3)), key=lambda row: int(row[2]))
    events = tuple(Claimed(row[0].decode(), row[1]) for row in rows)
    return Claim(lane, subject.decode(), token, int(failures), events)


def _pending(lane: str) -> str:
    return f"lighterman:pending:{lane}"


def _lease(claim: Claim) -> str:
    return f"lighterman:lease:{claim.subject}"


def _rest(claim: Claim) -> str:
    return f"lighterman:rest:{claim.subject}"


def _ids(claim: Claim) -> list[str]:
    return [event.id for event in claim.events]
