"""The same storm over a bot on plain RQ: what is lost, written twice and given up there."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import plain_rq
from tests.faults.plain_rq import MARK, read_hook
from tests.faults.plan import Outcome
from tests.faults.rig import Rig
from tests.faults.storm import Storm
from tests.stories.stack import wait_until

NAMES = ("web", "worker-1", "worker-2", "worker-3", "worker-4")
QUIET_SECONDS = 2.0
"""A job that was popped from two queues is nowhere until its horse runs."""
ORPHAN_SECONDS = 5.0
MAINTENANCE_LOCK_SECONDS = 899
"""RQ waits so long for a dead worker's lock, and a minute for whoever popped a job; here it waits 5 s for either."""


@dataclass
class PlainRig(Rig):
    """The processes of the bot; `queues` are popped in this order, and every job is tried again so often."""

    queues: tuple[str, ...] = ("events",)
    retries: int = 0
    _seen: dict[bytes, float] = field(default_factory=dict)

    @property
    def ledger(self) -> Path:
        """Return the file in which every handler writes that it begins."""
        return self.folder / "ledger"

    def have_all_worked(self) -> bool:
        """Tell that there is nothing to wait for: what the processes hold at rest is not compared."""
        return True

    def pending(self) -> int:
        """Return how many jobs RQ knows of that are not done."""
        counts = [
            count
            for name in self.queues
            for count in (
                self.inside.llen(f"rq:queue:{name}"),
                self.inside.llen(f"rq:queue:{name}:intermediate"),
                self.inside.zcard(f"rq:wip:{name}"),
            )
        ]
        return sum(counts) + sum(len(self.horses(name)) for name in self.workers())

    def hasten(self) -> None:
        """Spare RQ the two waits that cannot be set: for a maintenance lock of the dead, and for a popped job."""
        for name in self.queues:
            if 0 < self.inside.ttl(f"rq:clean_registries:{name}") < MAINTENANCE_LOCK_SECONDS - ORPHAN_SECONDS:
                self.inside.delete(f"rq:clean_registries:{name}")
            for key in self.inside.scan_iter(f"rq:queue:{name}:intermediate:first_seen:*"):
                first = self._seen.setdefault(key, time.monotonic())
                if time.monotonic() - first > ORPHAN_SECONDS:
                    self.inside.set(key, time.time() - 61, keepttl=True)

    def _call(self, role: str) -> tuple[Any, ...]:
        return ({"web": plain_rq.run_door, "worker": plain_rq.run_worker}[role],)

    def _environment(self) -> dict[str, str]:
        return {
            **super()._environment(),
            "REDIS_URL": self.server.url,
            "PLAIN_QUEUES": ",".join(self.queues),
            "PLAIN_RETRIES": str(self.retries),
            "PLAIN_LEDGER": str(self.ledger),
        }


class PlainStorm(Storm):
    """The same events and the same kills; after them RQ gets `drain_seconds` to catch up and to recover."""

    rig: PlainRig
    drain_seconds = 300.0

    def _let_it_end(self) -> None:
        quiet_since = time.monotonic()

        def is_quiet() -> bool:
            nonlocal quiet_since
            self.rig.hasten()
            if self.tend() or self.rig.pending():
                quiet_since = time.monotonic()
            return time.monotonic() - quiet_since > QUIET_SECONDS

        # What is pending even now is not waited for; it shows as lost.
        with suppress(AssertionError):
            wait_until(is_quiet, "", seconds=self.drain_seconds)


def judge_plain(storm: PlainStorm, outcome: Outcome) -> Outcome:
    """Fill in what is lost, wrong, repeated and dead: every acknowledged event should have left one comment."""
    keys = list(_acknowledged(storm))
    found = Counter(_marks(storm))
    outcome.events = len(keys)
    outcome.lost = sum(found[key] == 0 for key in keys)
    outcome.waiting = storm.rig.pending()
    outcome.wrong = [f"event {key} left {found[key]} comments" for key in keys if found[key] != 1]
    begun = defaultdict(list)
    for line in storm.rig.ledger.read_text().splitlines():
        key, when = line.split()
        begun[key].append(float(when))
    outcome.count_begun(begun.values(), storm.last_kill)
    outcome.dead = sum(storm.rig.inside.zcard(f"rq:failed:{name}") for name in storm.rig.queues)
    return outcome


def _acknowledged(storm: PlainStorm) -> Iterator[str]:
    for delivery in storm.rig.lab.deliveries[storm.sent_before :]:
        if 200 in delivery.statuses and read_hook(delivery.payload) is not None:
            yield delivery.key


def _marks(storm: PlainStorm) -> Iterator[str]:
    pattern = re.compile(MARK.format(key="(.+?)"))
    for mr in storm.mrs.values():
        for note in storm.yard.comments(mr):
            yield from pattern.findall(note.body)
