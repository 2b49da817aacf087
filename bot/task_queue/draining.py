"""The workers' end of the inbox: claim by lease, finish by token, try again later, give up with a dead letter."""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.task_queue import scripts
from bot.task_queue.accepting import KEEP_SECONDS

CLAIM_LIMIT = 20
DEATHS_ALLOWED = 5
"""Kills that have nothing to do with an event may meet it three times in a storm of them; five are its own fault."""
SUSPECTS_TOGETHER = 4
"""One by one, the twenty that a power cut had under work would take twenty drains."""
ATTEMPTS_ALLOWED = 25
LONGEST_BACKOFF_SECONDS = 300.0
KEEP_DEAD_SECONDS = 30 * 86400
"""How long a dead letter can be replayed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claimed:
    """One event of a claim, and how long ago it was accepted."""

    id: str
    packed: bytes
    waited_seconds: float = 0.0


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
    """Hands out events and keeps them until they are done.

    `now` stands in for Redis's clock, so that nobody has to wait.
    """

    def __init__(self, connection: Any, *, lease_seconds: float, now: Callable[[], float] | None = None) -> None:
        self.connection = connection
        self.lease_seconds = lease_seconds
        self._now = now
        self._scripts: dict[str, Any] = {}

    def claim(self, lane: str, limit: int = CLAIM_LIMIT) -> list[Claim]:
        """Claim up to `limit` events that are due, and with each all that waits for the same subject."""
        token = secrets.token_hex(8)
        keys = [_pending(lane), "lighterman:dead", f"lighterman:claim:{token}"]
        arguments = [self.lease_seconds, token, limit, DEATHS_ALLOWED, KEEP_DEAD_SECONDS, SUSPECTS_TOGETHER]
        batches, given_up = self._run(scripts.CLAIM, keys, arguments)
        for event_id in given_up:
            log.error("event %s is given up: whoever worked on it died, %d times", event_id.decode(), DEATHS_ALLOWED)
        return [_read_claim(lane, token, batch) for batch in batches]

    def finish(self, claim: Claim, *, state: str = "done") -> bool:
        """End a claim: the newest event is done and superseded the others. False: the lease was lost."""
        older = "dead" if state == "dead" else "superseded"
        states = {event.id: older for event in claim.events} | {event.id: state for event in claim.events[-1:]}
        return self._settle(claim, states, 0.0, "ended")

    def postpone(self, claim: Claim, seconds: float, *, is_failure: bool) -> bool:
        """Let a claim be tried again later. False: the lease was lost."""
        return self._settle(claim, _waiting(claim), seconds, "failed" if is_failure else "ended")

    def set_aside(self, claim: Claim, states: Mapping[str, str], seconds: float) -> Claim:
        """Let some events of a claim wait (`new`) or give them up (`dead`), and return what is left of it."""
        self._settle(claim, states, seconds, "keep")
        return replace(claim, events=tuple(event for event in claim.events if event.id not in states))

    def renew(self, claim: Claim) -> bool:
        """Hold a claim for another lease. False: the lease was lost."""
        arguments = [claim.token, self.lease_seconds, *_waiting(claim)]
        return bool(self._run(scripts.RENEW, [_pending(claim.lane), _lease(claim)], arguments))

    def look_again(self, claim: Claim) -> None:
        """Have the events of a lost claim looked at once more, because what we wrote may be older than they are."""
        self._run(scripts.LOOK_AGAIN, [_pending(claim.lane)], list(_waiting(claim)))

    def replay(self, ids: Sequence[str]) -> int:
        """Make dead letters pending again; return how many there were."""
        return int(self._run(scripts.REPLAY, ["lighterman:dead"], list(ids)))

    def due(self, lane: str, *, since_seconds: float = 0.0) -> int:
        """Return how many events could be claimed now, or could have been so long ago."""
        return int(self._run(scripts.DUE, [_pending(lane)], [since_seconds]))

    def counts(self) -> dict[str, int]:
        """Return the counters: what waits, what died, what the door heard."""
        heard = {key.decode(): int(value) for key, value in self.connection.hgetall("lighterman:counts").items()}
        lanes = {f"pending {lane}": int(self.connection.zcard(_pending(lane))) for lane in ("events", "commands")}
        return {**lanes, "dead": int(self.connection.zcard("lighterman:dead")), **dict(sorted(heard.items()))}

    def dead_letters(self) -> list[DeadLetter]:
        """Return the events that were given up and are still kept, oldest first."""
        ids = [raw.decode() for raw in self.connection.zrange("lighterman:dead", 0, -1)]
        return [letter for event_id in ids if (letter := self._dead_letter(event_id))]

    def alias(self, pipeline_key: str, subject: str) -> None:
        """Remember which merge request a pipeline belongs to, for the events that wait and those that come."""
        self._run(scripts.ALIAS, [f"lighterman:alias:{pipeline_key}"], [pipeline_key, subject], is_timed=False)

    def _dead_letter(self, event_id: str) -> DeadLetter | None:
        subject, packed, died = self.connection.hmget(f"lighterman:event:{event_id}", "subject", "packed", "died")
        return DeadLetter(event_id, subject.decode(), packed, int(died)) if subject else None

    def _settle(self, claim: Claim, states: Mapping[str, str], seconds: float, lease: str) -> bool:
        waiting, rest = f"lighterman:waiting:{claim.subject}", f"lighterman:rest:{claim.subject}"
        keys = [_pending(claim.lane), _lease(claim), waiting, "lighterman:dead", rest]
        flat = [part for pair in states.items() for part in pair]
        arguments = [claim.token, KEEP_SECONDS, KEEP_DEAD_SECONDS, seconds, lease, *flat]
        return bool(self._run(scripts.SETTLE, keys, arguments))

    def _run(self, script: str, keys: list[str], arguments: list[Any], *, is_timed: bool = True) -> Any:
        if script not in self._scripts:
            self._scripts[script] = self.connection.register_script(script)
        time = [self._now() if self._now else ""] if is_timed else []
        return self._scripts[script](keys=keys, args=[*time, *arguments])


def backoff_seconds(failures: int) -> float:
    """Return how long to wait after so many failures: 2, 4, 8 … seconds, 5 minutes at most."""
    return min(2.0 * 2.0 ** min(failures, 20), LONGEST_BACKOFF_SECONDS)


def _read_claim(lane: str, token: str, batch: list[bytes]) -> Claim:
    subject, failures, *rest = batch
    rows = sorted((rest[place : place + 4] for place in range(0, len(rest), 4)), key=lambda row: int(row[2]))
    events = tuple(Claimed(row[0].decode(), row[1], float(row[3])) for row in rows)
    return Claim(lane, subject.decode(), token, int(failures), events)


def _pending(lane: str) -> str:
    return f"lighterman:pending:{lane}"


def _lease(claim: Claim) -> str:
    return f"lighterman:lease:{claim.subject}"


def _waiting(claim: Claim) -> dict[str, str]:
    return {event.id: "new" for event in claim.events}
