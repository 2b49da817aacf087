"""A storm: hooks come in while processes are killed by a plan that a seed makes; then what is left is counted."""

import random
import threading
import time
from itertools import count
from typing import Any

from tests.fakes.faults import Fault
from tests.fakes.gitlab.faults import Faults
from tests.faults.plan import Outcome, Plan
from tests.faults.rig import PATIENCE_SECONDS, Rig
from tests.faults.yard import Yard, wait_for_the_end
from tests.stories.scene import api
from tests.stories.stack import wait_until

NAMES = ("web", "worker-1", "worker-2", "worker-3", "commands-1", "clock")
"""The processes that a storm blows over."""
LIES = 0.03
"""The share of written notes that GitLab stores and answers with 502."""
RESEND_SECONDS = 0.5
LATENCY_SECONDS = 0.03
"""What each answer of GitLab takes, so that most kills meet somebody at work."""
WORK_SECONDS = 0.3
"""About what a drain takes."""
BUSY_SECONDS = 1.0
"""How long a kill waits for somebody to be at work."""


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
        self.last_kill = 0.0
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
                self.tend()
                time.sleep(0.02)
            act()
        self._let_it_end()
        self.outcome.seconds = time.monotonic() - begun
        self.outcome.sent_again, self.outcome.lies = self._postman.sent_again, lab.faults.lies
        lab.faults = Faults()
        return self.outcome

    def _let_it_end(self) -> None:
        """Wait until every hook was acknowledged and nothing is pending."""
        wait_until(lambda: self.tend() == 0, "hooks were not acknowledged", seconds=PATIENCE_SECONDS)
        wait_until(
            lambda: self.tend() == 0 and self.rig.pending() == 0,
            f"events were still pending after the storm {self.plan}",
            seconds=PATIENCE_SECONDS,
            log=lambda: self.rig.log("worker"),
        )

    def _warm_up(self) -> None:
        """Let every worker work once, so that what they hold at rest can be told."""
        mr = self.yard.open_mr("warm-up")
        while not self.rig.have_all_worked():
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

    def tend(self) -> int:
        """Start what has ended and send what was not acknowledged; return how many hooks are not."""
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
        elif kind == "horse":
            self.rig.kill_horse(self._victim(kind))
        else:
            name = self._victim(kind)
            (self.rig.kill_parent if kind == "parent" else self.rig.kill)(name)
            self.rig.up(name)
        self.last_kill = time.monotonic()

    def _victim(self, kind: str) -> str:
        if kind == "web":
            return "web"
        if kind == "leader" and (leader := next(reversed(self.rig.leaders), "")) in self.rig.roles:
            return leader
        until = time.monotonic() + BUSY_SECONDS
        while not (busy := self._busy()) and time.monotonic() < until:
            time.sleep(0.005)
        victim = self._rng.choice(busy or self.rig.workers())
        # A horse that was just seen has just been forked; it is to be killed anywhere in its work.
        time.sleep(self._rng.uniform(0, WORK_SECONDS))
        return victim

    def _busy(self) -> list[str]:
        return [name for name in self.rig.workers() if self.rig.horses(name)]


class StormYard(Yard):
    """A project whose merge-request hooks come too."""

    hooks = frozenset({"pipeline", "note", "merge_request"})
