"""The queue: what an event costs a worker beside its own work, a fork per drain kept, beside one RQ job per event.

The events change a project's CI file, whose task is one command to Redis: nearly all that is measured is the queue.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from bench.harness import Case, Comparison, Measures, interleave, table
from bench.processes import ROOT, BenchError, Process, ask, own_redis
from bench.servers import RIVALS, our_environ
from bot.events import PushEvent, semantic_key
from bot.events.payloads import pack
from bot.reactions import react
from bot.task_queue.accepting import Accepting, Arrival
from bot.task_queue.connection import connect_bell, connect_door
from bot.task_queue.ringing import Bell
from bot.tasks import ProjectHint

COMMAND = "make bench ONLY=queue"
OURS, RIVAL = "Lighterman", "one RQ job per event"
DRAIN_SECONDS = 60.0


@dataclass(frozen=True)
class Plan:
    """How much is measured: so many backlogs of each size."""

    backlogs: Sequence[int] = (1, 20)
    times: int = 15
    rounds: int = 3
    warm: int = 1


def run(plan: Plan, rivals_python: Callable[[], str]) -> str:
    """Measure and return the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-bench-")))
        url, connection = stack.enter_context(own_redis(folder))
        python = rivals_python()
        ours = stack.enter_context(_worker([sys.executable, "-m", "workers.cli", "worker"], folder, url))
        rival = stack.enter_context(_worker([python, str(RIVALS / "rq_worker.py"), url], folder, url))
        queue = _Queue(plan, url, connection, python)
        cases = [
            Case(f"{name}, {backlog}", _measuring(queue, name, worker, backlog))
            for backlog in plan.backlogs
            for name, worker in ((OURS, ours), (RIVAL, rival))
        ]
        figures = interleave(cases, plan.rounds, warm=plan.warm)
    heads = ["queue", "backlog", "CPU ms/event", "ms/event", "Lighterman: CPU ×", "made by"]
    return f"Queue, one worker, fsync everysec:\n\n{table(heads, _rows(plan, figures))}"


class _Queue:
    """Puts events in and waits until they are done."""

    def __init__(self, plan: Plan, url: str, connection: Any, python: str) -> None:
        self._plan = plan
        self._url = url
        self._redis = connection
        self._python = python
        self._projects = count(1)

    def measure(self, name: str, worker: Process, backlog: int) -> Measures:
        """Work off so many backlogs; a backlog is there before the worker is called."""
        cpu = seconds = 0.0
        for _ in range(self._plan.times):
            worker.wait_for(lambda: not worker.has_children(), "the worker did not come to rest", seconds=DRAIN_SECONDS)
            before, began = worker.cpu_seconds(), time.perf_counter()
            if name == OURS:
                asyncio.run(self._put(backlog))
                worker.wait_for(self._is_done, "the events were not done", seconds=DRAIN_SECONDS)
            else:
                words = [self._python, str(RIVALS / "rq_put.py"), self._url, str(backlog)]
                ask(words, "", seconds=DRAIN_SECONDS)
                worker.wait_for(self._is_rival_done, "the jobs were not done", seconds=DRAIN_SECONDS)
            seconds += time.perf_counter() - began
            worker.wait_for(lambda: not worker.has_children(), "the worker did not come to rest", seconds=DRAIN_SECONDS)
            cpu += worker.cpu_seconds() - before
        events = self._plan.times * backlog
        return {"cpu": cpu / events * 1e3, "wall": seconds / events * 1e3}

    async def _put(self, backlog: int) -> None:
        accepting = Accepting(connect_door(self._url), Bell(connect_bell(self._url)))
        await asyncio.gather(*(accepting.accept(self._arrival()) for _ in range(backlog)))
        await accepting.close()

    def _arrival(self) -> Arrival:
        number = next(self._projects)
        project = ProjectHint(number, f"acme/part-{number}")
        event = PushEvent(project=project, ref="refs/heads/main", after="0" * 40, changes_ci_file=True, event_uuid="")
        reaction = react(event)
        if reaction is None:
            raise BenchError("a change of the CI file starts nothing any more")
        return Arrival(f"bench-{number}", semantic_key(event), pack(event), reaction)

    def _is_done(self) -> bool:
        return not self._redis.zcard("lighterman:pending:events")

    def _is_rival_done(self) -> bool:
        return not self._redis.llen("rq:queue:bench") and not self._redis.zcard("rq:wip:bench")


def _measuring(queue: _Queue, name: str, worker: Process, backlog: int) -> Callable[[], Measures]:
    return lambda: queue.measure(name, worker, backlog)


@contextmanager
def _worker(words: Sequence[str], folder: Path, url: str) -> Iterator[Process]:
    process = Process(words, folder / "worker.log", {**our_environ("8080", url), "PYTHONPATH": str(ROOT)})
    try:
        yield process
    finally:
        process.stop()


def _rows(plan: Plan, figures: Comparison) -> Iterator[list[str]]:
    for backlog in plan.backlogs:
        ours = f"{OURS}, {backlog}"
        for name in (OURS, RIVAL):
            case = f"{name}, {backlog}"
            ratio = f"{figures.ratio(ours, case, 'cpu'):.2f}" if name != OURS else ""
            medians = [f"{figures.median(case, measure):.2f}" for measure in ("cpu", "wall")]
            yield [name, str(backlog), *medians, ratio, f"`{COMMAND}`"]
