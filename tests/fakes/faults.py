"""What can go wrong on purpose in any practice server."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.fakes.loopback import Answer

Twist = Callable[[Answer], Answer]
PAGE_OF_A_PROXY = b"<!doctype html><html><head><title>Just a moment</title></head><body>Please wait.</body></html>"


@dataclass
class Fault:
    """What becomes of an answer; the request is carried out before, or not at all."""

    match: str
    twist: Twist
    is_carried_out: bool
    left: int | None


class Faults:
    """The switches; a fault meets the requests whose "METHOD /path" holds its `match`, the oldest fault first.

    `error` makes the answer that the real server gives with a status.
    """

    def __init__(self, error: Callable[[int], Answer]) -> None:
        self.latency_seconds = 0.0
        self._error = error
        self._faults: list[Fault] = []
        self._slow: list[tuple[str, float]] = []
        self._lock = threading.Lock()

    def next(self, times: int, *, status: int, match: str = "", after_storing: bool = False) -> None:
        """Answer the next few requests with an error, carried out or not."""
        self._add(match, lambda _: self._error(status), carried_out=after_storing, times=times)

    def always(self, *, status: int, match: str = "") -> None:
        """Answer with an error until cleared; nothing is carried out."""
        self._add(match, lambda _: self._error(status), carried_out=False, times=None)

    def reset(self, times: int = 1, *, match: str = "", after_storing: bool = True) -> None:
        """Reset the connection instead of answering."""
        self._add(match, lambda answer: replace(answer, is_reset=True), carried_out=after_storing, times=times)

    def truncate(self, times: int | None = 1, *, match: str = "", share: float = 0.5) -> None:
        """Close the connection after a share of the body."""
        self._add(match, lambda answer: replace(answer, share=share), carried_out=True, times=times)

    def drip(self, times: int | None = 1, *, match: str = "", seconds_per_byte: float = 0.05) -> None:
        """Send the body byte by byte."""
        self._add(match, lambda answer: replace(answer, drip_seconds=seconds_per_byte), carried_out=True, times=times)

    def html(self, times: int | None = 1, *, match: str = "") -> None:
        """Answer 200 with the page of some proxy; nothing is carried out."""
        page = Answer(200, PAGE_OF_A_PROXY, {"Content-Type": "text/html"})
        self._add(match, lambda _: page, carried_out=False, times=times)

    def instead(self, answer: Answer, times: int | None = 1, *, match: str = "") -> None:
        """Answer this and carry nothing out."""
        self._add(match, lambda _: answer, carried_out=False, times=times)

    def slow(self, seconds: float, *, match: str = "") -> None:
        """Take so long over every such request before it is carried out."""
        self._slow.append((match, seconds))

    def clear(self) -> None:
        """Work rightly again."""
        with self._lock:
            self._faults.clear()
            self._slow.clear()
        self.latency_seconds = 0.0

    def delay(self, line: str) -> None:
        """Be as slow as was asked."""
        seconds = self.latency_seconds + sum(one for match, one in list(self._slow) if match in line)
        if seconds:
            time.sleep(seconds)

    def take(self, line: str) -> Fault | None:
        """Return the fault that a request meets."""
        with self._lock:
            fault = next((one for one in self._faults if one.match in line and one.left != 0), None)
            if fault is not None and fault.left is not None:
                fault.left -= 1
            return fault

    def _add(self, match: str, twist: Twist, *, carried_out: bool, times: int | None) -> None:
        with self._lock:
            self._faults.append(Fault(match, twist, carried_out, times))
