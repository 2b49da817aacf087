"""Barriers: a request of a practice server is held at a point that a test chooses."""

import threading
from dataclasses import dataclass, field
from typing import Literal

When = Literal["before", "after"]


class NeverHeldError(Exception):
    """The request that was waited for did not come."""


@dataclass(eq=False)
class Hold:
    """Holds the first request whose method and path match, and no other."""

    method: str
    path_contains: str
    when: When
    is_taken: bool = False
    is_dropped: bool = False
    _reached: threading.Event = field(default_factory=threading.Event)
    _released: threading.Event = field(default_factory=threading.Event)

    def wait_until_held(self, timeout_seconds: float = 30.0) -> None:
        """Wait for the request to stand at the barrier; raise NeverHeldError if it does not come."""
        if not self._reached.wait(timeout_seconds):
            raise NeverHeldError(f"no {self.method} …{self.path_contains}… within {timeout_seconds} s")

    def release(self) -> None:
        """Let the request go on; at a barrier before the change it is carried out now."""
        self._released.set()

    def drop(self) -> None:
        """Let go of the request without an answer; at a barrier before the change nothing is carried out."""
        self.is_dropped = True
        self._released.set()

    def stand(self) -> bool:
        """Stand here until released; tell whether to go on."""
        self._reached.set()
        self._released.wait()
        return not self.is_dropped


class Holds:
    """The barriers of one server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holds: list[Hold] = []

    def add(self, method: str, path_contains: str, when: When = "before") -> Hold:
        """Set up a barrier for the next such request."""
        hold = Hold(method, path_contains, when)
        with self._lock:
            self._holds.append(hold)
        return hold

    def stand(self, method: str, path: str, when: When) -> bool:
        """Stand at the barrier that holds this request, if there is one; tell whether to go on."""
        with self._lock:
            hold = next((one for one in self._holds if _holds(one, method, path, when)), None)
            if hold is None:
                return True
            hold.is_taken = True
        return hold.stand()

    def drop_all(self) -> None:
        """Let everybody go, and nobody's change be carried out."""
        with self._lock:
            holds, self._holds = self._holds, []
        for hold in holds:
            hold.is_taken = True
            hold.drop()


def _holds(hold: Hold, method: str, path: str, when: When) -> bool:
    return not hold.is_taken and hold.when == when and hold.method == method and hold.path_contains in path
