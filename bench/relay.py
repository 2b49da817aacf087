"""A relay in front of a practice server: every request waits there, and when it came and went is noted."""

import http.client
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from tests.fakes.loopback import Answer, LoopbackServer, Request

OURS_TO_SAY = frozenset({"content-length", "transfer-encoding", "connection", "date", "server"})


@dataclass(frozen=True)
class Span:
    """A request: when it came and when its answer was there, in seconds of one clock for all processes."""

    began: float
    ended: float
    line: str


class Relay:
    """Forwards to a port of this machine, after a wait."""

    def __init__(self, port: int, wait: Callable[[], None]) -> None:
        self.spans: list[Span] = []
        self._to = port
        self._wait = wait
        self._server = LoopbackServer(self._answer)

    @property
    def host(self) -> str:
        """Return host and port."""
        return f"127.0.0.1:{self._server.port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def _answer(self, request: Request) -> Answer:
        began = time.monotonic()
        self._wait()
        answer = self._forward(request)
        self.spans.append(Span(began, time.monotonic(), f"{request.method} {request.path}"))
        return answer

    def _forward(self, request: Request) -> Answer:
        query = urlencode(request.query, doseq=True)
        target = f"{request.path}?{query}" if query else request.path
        with closing(http.client.HTTPConnection("127.0.0.1", self._to)) as connection:
            connection.request(request.method, target, request.body, dict(request.headers))
            response = connection.getresponse()
            headers = {name: text for name, text in response.getheaders() if name.lower() not in OURS_TO_SAY}
            return Answer(response.status, response.read(), headers)


def waves(spans: list[Span]) -> int:
    """Return how many requests waited for each other: the longest row of spans of which none overlaps another."""
    count, free = 0, float("-inf")
    for span in sorted(spans, key=lambda one: one.ended):
        if span.began >= free:
            count, free = count + 1, span.ended
    return count
