"""The load generator, a process of its own: so many connections at once, each event new, every answer counted.

It is our own and not wrk because it must know which event each 200 belongs to, so that the benches can look for every
one of them in Redis, and because a burst of single connections is the same code. It reads its orders as JSON from the
standard input and prints what happened as JSON.
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import cast

from bench.payload import TOKEN, make_hook

ANSWER_SECONDS = 10.0
"""So long GitLab waits for an answer."""


@dataclass(frozen=True)
class Orders:
    """What to send: for so many `seconds`, or so many `requests`; events are numbered from `first` on."""

    port: int
    path: str
    connections: int
    keeps_alive: bool
    first: int
    seconds: float = 0.0
    requests: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came back; only answers with 200 are in `acknowledged` and in the times."""

    seconds: float
    statuses: dict[str, int]
    acknowledged: list[int]
    p50_ms: float
    p99_ms: float
    slowest_ms: float


class Load:
    """Hands out events and collects answers."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self._hook = make_hook()
        self._head = _head(orders)
        self._next = orders.first
        self._ends = 0.0
        self._statuses: Counter[str] = Counter()
        self._acknowledged: list[int] = []
        self._times: list[float] = []
        self._last = 0.0

    async def run(self) -> Outcome:
        """Send all and return what happened."""
        began = time.perf_counter()
        self._ends = began + self.orders.seconds
        try:
            async with asyncio.timeout(self.orders.seconds + ANSWER_SECONDS):
                await asyncio.gather(*(self._keep_one_open() for _ in range(self.orders.connections)))
        except TimeoutError:
            unanswered = self._next - self.orders.first - self._statuses.total()
            self._statuses["no answer"] += unanswered
        times = sorted(self._times) or [0.0]
        return Outcome(
            seconds=self._last - began,
            statuses=dict(self._statuses),
            acknowledged=self._acknowledged,
            p50_ms=times[len(times) // 2] * 1000,
            p99_ms=times[len(times) * 99 // 100] * 1000,
            slowest_ms=times[-1] * 1000,
        )

    def take(self) -> int | None:
        """Return the number of the next event, None when it is enough."""
        sent = self._next - self.orders.first
        if sent >= self.orders.requests if self.orders.requests else time.perf_counter() >= self._ends:
            return None
        self._next += 1
        return self._next - 1

    def request(self, number: int) -> bytes:
        """Return the request that brings an event."""
        body = self._hook.body(number)
        own = b"Idempotency-Key: bench-%d\r\nX-Gitlab-Event-UUID: uuid-%d\r\n" % (number, number)
        return b"%b%bContent-Length: %d\r\n\r\n%b" % (self._head, own, len(body), body)

    def note(self, number: int, status: str, began: float) -> None:
        """Count an answer."""
        self._statuses[status] += 1
        if status == "200":
            self._last = time.perf_counter()
            self._times.append(self._last - began)
            self._acknowledged.append(number)

    async def _keep_one_open(self) -> None:
        loop = asyncio.get_running_loop()
        while (number := self.take()) is not None:
            one = _Connection(self, number)
            try:
                await loop.create_connection(lambda one=one: one, "127.0.0.1", self.orders.port)
                await one.closed
            except OSError as error:
                self.note(number, type(error).__name__, one.began)


class _Connection(asyncio.Protocol):
    """One connection: a request goes out, its answer comes in, and the next one while both sides keep it open."""

    def __init__(self, load: Load, number: int) -> None:
        self.began = time.perf_counter()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._load = load
        self._number: int | None = number
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head) or self._number is None:
            return
        self._load.note(self._number, head[9:12].decode(), self.began)
        self._received, self._number = b"", None
        if b"\r\nconnection: close" not in head.lower() and self._load.orders.keeps_alive:
            self._number = self._load.take()
        if self._number is None:
            self._transport.close()
        else:
            self.began = time.perf_counter()
            self._send()

    def connection_lost(self, _: Exception | None) -> None:
        if self._number is not None:
            self._load.note(self._number, "closed", self.began)
        if not self.closed.done():
            self.closed.set_result(None)

    def _send(self) -> None:
        if self._number is not None:
            self._transport.write(self._load.request(self._number))


def _head(orders: Orders) -> bytes:
    lines = (
        f"POST {orders.path} HTTP/1.1",
        f"Host: 127.0.0.1:{orders.port}",
        "Content-Type: application/json",
        "User-Agent: GitLab/19.1.0",
        "X-Gitlab-Event: Pipeline Hook",
        "X-Gitlab-Instance: http://gitlab.test",
        f"X-Gitlab-Token: {TOKEN}",
        f"Connection: {'keep-alive' if orders.keeps_alive else 'close'}",
        "",
    )
    return "\r\n".join(lines).encode()


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


def main() -> None:
    """Follow the orders."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    outcome = asyncio.run(Load(Orders(**json.load(sys.stdin))).run())
    json.dump(asdict(outcome), sys.stdout)


if __name__ == "__main__":
    main()
