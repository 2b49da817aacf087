"""A storm: hooks come in while processes are killed by a plan that a seed makes; then what is left is counted."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fakes.faults import Fault
from tests.fakes.gitlab.faults import Faults
from tests.faults.rig import PATIENCE_SECONDS, Rig
from tests.faults.yard import Yard, wait_for_the_end
from tests.stories.scene import api
from tests.stories.stack import wait_until

EVENTS_A_SECOND = 12.0
CALM_SECONDS = 1.0
"""The kills go on for so long after the last event."""
EVENTS_OF_A_MERGE_REQUEST = ("open", "build", "ask", "build", "finish")
KILLS = {"worker": 14, "horse": 8, "parent": 8, "leader": 4, "web": 4, "redis": 2}
"""Who is killed, by weight: a worker with its horse, one of the two alone, whoever sweeps, the door, Redis."""
LIES = 0.03
"""The share of written notes that GitLab stores and answers with 502."""
RESEND_SECONDS = 0.25
LATENCY_SECONDS = 0.03
"""What each answer of GitLab takes, so that most kills meet somebody at work."""
WORK_SECONDS = 0.3
"""About what a drain takes."""
BUSY_SECONDS = 1.0
"""How long a kill waits for somebody to be at work."""


@dataclass(frozen=True)
class Plan:
    """What happens when; the same seed makes the same plan."""

    seed: int
    events: int
    kills: int

    @property
    def seconds(self) -> float:
        """Return how long the events take to come in."""
        return self.events / EVENTS_A_SECOND

    def arrivals(self) -> list[tuple[float, int, str]]:
        """Return for every event when it comes, of which merge request, and what it is."""
        crowd = list(range(self.events // len(EVENTS_OF_A_MERGE_REQUEST))) * len(EVENTS_OF_A_MERGE_REQUEST)
        random.Random(f"events {self.seed}").shuffle(crowd)
        seen: Counter[int] = Counter()
        found = []
        for place, number in enumerate(crowd):
            found.append((place / EVENTS_A_SECOND, number, EVENTS_OF_A_MERGE_REQUEST[seen[number]]))
            seen[number] += 1
        return found

    def deaths(self) -> list[tuple[float, str]]:
        """Return for every kill when it happens and who is killed."""
        rng = random.Random(f"kills {self.seed}")
        every = (self.seconds + CALM_SECONDS) / self.kills
        kinds = rng.choices(list(KILLS), list(KILLS.values()), k=self.kills)
        return [((number + rng.uniform(0.2, 0.8)) * every, kind) for number, kind in enumerate(kinds)]


class Liar(Faults):
    """Stores some notes and answers as if it had not."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self._rng = rng
        self.lies = 0

    def take(self, line: str) -> Fault | None:
        """Return the fault that a request meets."""
        if line.startswith("POST ") and line.endswith("/notes") and self._rng.random() < LIES:
            self.lies += 1
            return Fault("", lambda _: self._error(502), is_carried_out=True, left=None)
        return super().take(line)


class Postman:
    """Sends again what was not acknowledged, until it is."""

    def __init__(self, lab: Any) -> None:
        self.sent_again = 0
        self._lab = lab
        self._under_way: dict[int, tuple[int, float]] = {}

    def look(self) -> int:
        """Send again what failed; return how many are not acknowledged yet."""
        waiting = [one for one in list(self._lab.deliveries) if 200 not in one.statuses]
        for delivery in waiting:
            attempts, since = self._under_way.get(id(delivery), (1, 0.0))
            if len(delivery.statuses) >= attempts and time.monotonic() - since > RESEND_SECONDS:
                self._under_way[id(delivery)] = (attempts + 1, time.monotonic())
                self.sent_again += 1
                threading.Thread(target=self._lab.redeliver, args=(delivery,), daemon=True).start()
        return len(waiting)


@dataclass
class Outcome:
    """What a storm did and what it left."""

    plan: Plan
    events: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    sent_again: int = 0
    lies: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)
    repeated: int = 0
    dead: int = 0
    seconds: float = 0.0
    recovery_seconds: float = 0.0


class Storm:
    """One storm over one project."""

    def __init__(self, rig: Rig, plan: Plan) -> None:
        self.rig, self.plan = rig, plan
        self.outcome = Outcome(plan)
        self.mrs: dict[int, Any] = {}
        self.newest: dict[int, Any] = {}
        self.asked: dict[int, Any] = {}
        self.yard = StormYard(rig, "yard")
        self.yard.main_builds(api(40, 60))
        self._warm_up()
        self.sent_before = len(rig.lab.deliveries)
        self._rng = random.Random(f"victims {plan.seed}")
        self._postman = Postman(rig.lab)

    def blow(self) -> Outcome:
        """Carry the plan out, wait until all has come to its end, and return the figures."""
        lab = self.rig.lab
        lab.faults = Liar(random.Random(f"lies {self.plan.seed}"))
        lab.faults.latency_seconds = LATENCY_SECONDS
        begun = time.monotonic()
        for at, act in self._timetable():
            while time.monotonic() - begun < at:
                self._tend()
                time.sleep(0.02)
            act()
        last = time.monotonic()
        wait_until(lambda: self._tend() == 0, "hooks were not acknowledged", seconds=PATIENCE_SECONDS)
        wait_until(
            lambda: self._tend() == 0 and self.rig.pending() == 0,
            f"events were still pending after the storm {self.plan}",
            seconds=PATIENCE_SECONDS,
            log=lambda: self.rig.log("worker"),
        )
        self.outcome.recovery_seconds = time.monotonic() - last
        self.outcome.seconds = time.monotonic() - begun
        self.outcome.sent_again, self.outcome.lies = self._postman.sent_again, lab.faults.lies
        lab.faults = Faults()
        return self.outcome

    def _warm_up(self) -> None:
        """Let every worker work once, so that what they hold at rest can be told."""
        mr = self.yard.open_mr("warm-up")
        while not set(self._workers()) <= set(self.rig.claimers):
            self.yard.build(mr)
            self.yard.ask(mr)
            wait_for_the_end(self.rig)

    def _timetable(self) -> list[tuple[float, Any]]:
        number = count()
        rows = [
            (at, next(number), lambda mr=mr, what=what: self._event(mr, what)) for at, mr, what in self.plan.arrivals()
        ]
        rows += [(at, next(number), lambda kind=kind: self._kill(kind)) for at, kind in self.plan.deaths()]
        return [(at, act) for at, _, act in sorted(rows)]

    def _tend(self) -> int:
        self.rig.revive()
        return self._postman.look()

    def _event(self, number: int, what: str) -> None:
        match what:
            case "open":
                self.mrs[number] = self.yard.open_mr(f"storm-{number}")
            case "ask":
                self.asked[number] = self.yard.ask(self.mrs[number])
            case "build":
                self.newest[number] = self.yard.build(self.mrs[number], api(40, 61 + number % 30))
            case "finish":
                self.newest[number] = self.yard.build(self.mrs[number])

    def _kill(self, kind: str) -> None:
        self.outcome.kills[kind] += 1
        if kind == "redis":
            self.rig.server.kill()
            self.rig.server.start()
            return
        name = self._victim(kind)
        if kind == "horse":
            self.rig.kill_horse(name)
            return
        (self.rig.kill_parent if kind == "parent" else self.rig.kill)(name)
        self.rig.up(name)

    def _victim(self, kind: str) -> str:
        if kind == "web":
            return "web"
        if kind == "leader" and (leader := self.rig.leaders[-1]) in self.rig.roles:
            return leader
        until = time.monotonic() + BUSY_SECONDS
        while not (busy := self._busy()) and time.monotonic() < until:
            time.sleep(0.005)
        victim = self._rng.choice(busy or self._workers())
        # A horse that was just seen has just been forked; it is to be killed anywhere in its work.
        time.sleep(self._rng.uniform(0, WORK_SECONDS))
        return victim

    def _workers(self) -> list[str]:
        return [name for name in self.rig.roles if name.startswith(("worker", "commands"))]

    def _busy(self) -> list[str]:
        return [name for name in self._workers() if self.rig.horses(name)]


class StormYard(Yard):
    """A project whose merge-request hooks come too."""

    hooks = frozenset({"pipeline", "note", "merge_request"})
