"""Intake: a 30 kB pipeline hook is heard, stored, deduplicated and acknowledged."""

import itertools
import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.harness import Case, Comparison, Measures, interleave, table
from bench.load import ANSWER_SECONDS, Orders, Outcome
from bench.processes import BenchError, ask, own_redis, python
from bench.servers import OURS, SERVERS, STORED, Server, all_running

COMMAND = "make bench ONLY=intake"


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    servers: Sequence[str] = SERVERS
    fsyncs: Sequence[str] = ("everysec", "always")
    kinds: Sequence[str] = ("keep-alive", "new")
    connections: Sequence[int] = (1, 32, 256)
    seconds: float = 1.0
    rounds: int = 5
    warm: int = 1


def run(plan: Plan, rivals_python: Callable[[], str]) -> str:
    """Measure and return the tables."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-bench-")))
        url, connection = stack.enter_context(own_redis(folder))
        servers = stack.enter_context(all_running(plan.servers, url, rivals_python(), folder))
        intake = _Intake(plan, connection)
        cases = [
            Case(_name(server.name, *settings), intake.case(server, *settings))
            for settings in itertools.product(plan.fsyncs, plan.kinds, plan.connections)
            for server in servers
        ]
        figures = interleave(cases, plan.rounds, warm=plan.warm)
    how = {"keep-alive": "connections kept open", "new": "a new connection per event"}
    return "\n\n".join(
        f"Intake, fsync {fsync}, {how[kind]}:\n\n{_table(plan, figures, fsync, kind)}"
        for fsync, kind in itertools.product(plan.fsyncs, plan.kinds)
    )


class _Intake:
    """Sends hooks to a server and takes the figures."""

    def __init__(self, plan: Plan, connection: Any) -> None:
        self._plan = plan
        self._redis = connection
        self._first = 0

    def case(self, server: Server, fsync: str, kind: str, connections: int) -> Callable[[], Measures]:
        """Return what measures one case once."""
        return lambda: self._measure(server, fsync, kind, connections)

    def _measure(self, server: Server, fsync: str, kind: str, connections: int) -> Measures:
        self._redis.flushall()
        self._redis.config_set("appendfsync", fsync)
        self._first += 10**6
        orders = Orders(
            server.port, server.path, connections, kind == "keep-alive", self._first, seconds=self._plan.seconds
        )
        cpu, redis_cpu = server.process.cpu_seconds(), self._redis_cpu()
        outcome = send(orders)
        cpu, redis_cpu = server.process.cpu_seconds() - cpu, self._redis_cpu() - redis_cpu
        acknowledged = len(outcome.acknowledged)
        self._check(server, outcome)
        return {
            "acks": acknowledged / outcome.seconds,
            "p50": outcome.p50_ms,
            "p99": outcome.p99_ms,
            "cpu": cpu / acknowledged * 1e6,
            "redis": redis_cpu / acknowledged * 1e6,
        }

    def _check(self, server: Server, outcome: Outcome) -> None:
        if set(outcome.statuses) != {"200"}:
            raise BenchError(f"{server.name} answered {outcome.statuses}")
        key = STORED.get(server.name)
        if key is None:
            return
        stored = self._redis.zcard(key) if server.name == OURS else self._redis.llen(key)
        if stored != len(outcome.acknowledged):
            raise BenchError(f"{server.name} acknowledged {len(outcome.acknowledged)} events and stored {stored}")

    def _redis_cpu(self) -> float:
        info = self._redis.info("cpu")
        return float(info["used_cpu_user"] + info["used_cpu_sys"])


def send(orders: Orders) -> Outcome:
    """Let the load generator follow orders, in a process of its own."""
    seconds = orders.seconds + 2 * ANSWER_SECONDS + 10
    outcome = Outcome(**json.loads(ask(python("bench.load"), json.dumps(asdict(orders)), seconds=seconds)))
    if not outcome.acknowledged:
        raise BenchError(f"nothing was acknowledged: {outcome.statuses}")
    return outcome


def _table(plan: Plan, figures: Comparison, fsync: str, kind: str) -> str:
    heads = ["server", "connections", "acks/s", "p50 ms", "p99 ms", "CPU µs/ack", "Redis µs/ack"]
    heads += ["Lighterman: acks ×", "Lighterman: CPU ×", "made by"]
    return table(
        heads,
        (
            _row(figures, server, fsync, kind, connections)
            for connections in plan.connections
            for server in plan.servers
        ),
    )


def _row(figures: Comparison, server: str, fsync: str, kind: str, connections: int) -> list[str]:
    case, ours = (_name(one, fsync, kind, connections) for one in (server, OURS))
    texts = [server, str(connections), f"{figures.median(case, 'acks'):,.0f}"]
    texts += [f"{figures.median(case, measure):.2f}" for measure in ("p50", "p99")]
    texts += [f"{figures.median(case, measure):.0f}" for measure in ("cpu", "redis")]
    texts += [f"{figures.ratio(ours, case, measure):.2f}" if server != OURS else "" for measure in ("acks", "cpu")]
    return [*texts, f"`{COMMAND}`"]


def _name(server: str, fsync: str, kind: str, connections: int) -> str:
    return f"{server}, {connections} {kind}, fsync {fsync}"
