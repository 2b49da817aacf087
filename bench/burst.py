"""A burst: thousands of new connections at once, each with an event of its own, and the same events once more."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.harness import Case, Comparison, Measures, interleave, table
from bench.intake import send
from bench.load import Orders
from bench.processes import BenchError, own_redis
from bench.servers import BARE, GIDGET_RQ, NO_OP, OURS, STORED, Server, all_running

COMMAND = "make bench ONLY=burst"


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    servers: Sequence[str] = (OURS, BARE, NO_OP, GIDGET_RQ)
    connections: int = 5000
    rounds: int = 3
    warm: int = 0


def run(plan: Plan, rivals_python: Callable[[], str]) -> str:
    """Measure and return the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-bench-")))
        url, connection = stack.enter_context(own_redis(folder))
        servers = stack.enter_context(all_running(plan.servers, url, rivals_python(), folder))
        cases = [Case(server.name, _measuring(server, connection, plan)) for server in servers]
        figures = interleave(cases, plan.rounds, warm=plan.warm)
    heads = ["server", "new connections", "acknowledged", "p50 ms", "slowest ms", "CPU µs/ack", "stored", "made by"]
    return f"Burst, fsync everysec:\n\n{table(heads, (_row(figures, name, plan) for name in plan.servers))}"


def _measuring(server: Server, connection: Any, plan: Plan) -> Callable[[], Measures]:
    return lambda: _measure(server, connection, plan)


def _measure(server: Server, connection: Any, plan: Plan) -> Measures:
    # A server that has heard hooks before: connections to Redis are open.
    send(Orders(server.port, server.path, 1, keeps_alive=False, first=10**9, requests=20))
    connection.flushall()
    orders = Orders(server.port, server.path, plan.connections, keeps_alive=False, first=1, requests=plan.connections)
    cpu = server.process.cpu_seconds()
    outcome = send(orders)
    cpu = server.process.cpu_seconds() - cpu
    stored = _stored(server, connection)
    if server.name == OURS:
        _check(connection, outcome.acknowledged, stored)
        send(orders)
        if _stored(server, connection) != plan.connections:
            raise BenchError("the same events, sent again, were not stored just once")
    return {
        "acknowledged": len(outcome.acknowledged),
        "p50": outcome.p50_ms,
        "slowest": outcome.slowest_ms,
        "cpu": cpu / len(outcome.acknowledged) * 1e6,
        "stored": stored,
    }


def _check(connection: Any, acknowledged: Sequence[int], stored: int) -> None:
    """Look for every event that was acknowledged; the inbox names it by project and delivery key."""
    with connection.pipeline(transaction=False) as pipe:
        for number in acknowledged:
            pipe.exists(f"lighterman:event:{sha256(f'4711:bench-{number}'.encode()).hexdigest()[:32]}")
        found = sum(pipe.execute())
    if found != len(acknowledged):
        raise BenchError(f"of {len(acknowledged)} acknowledged events {found} are stored")
    events = sum(1 for _ in connection.scan_iter("lighterman:event:*", count=1000))
    if events != stored:
        raise BenchError(f"{stored} events wait, {events} are kept: one is there twice")


def _stored(server: Server, connection: Any) -> int:
    key = STORED.get(server.name)
    if key is None:
        return 0
    return int(connection.zcard(key) if server.name == OURS else connection.llen(key))


def _row(figures: Comparison, name: str, plan: Plan) -> list[str]:
    texts = [name, f"{plan.connections:,}", f"{figures.least(name, 'acknowledged'):,.0f}"]
    texts += [f"{figures.median(name, 'p50'):,.0f}", f"{figures.most(name, 'slowest'):,.0f}"]
    stored = f"{figures.least(name, 'stored'):,.0f}" if name in STORED else "nothing"
    return [*texts, f"{figures.median(name, 'cpu'):.0f}", stored, f"`{COMMAND}`"]
