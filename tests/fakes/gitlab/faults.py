"""What can go wrong on purpose."""

import time
from dataclasses import dataclass, field


@dataclass
class Fault:
    """An answer given instead of the right one, or after it was carried out."""

    status: int
    match: str
    after_storing: bool
    left: int | None


@dataclass
class Faults:
    """The switches; `lag_seconds` is how old the state is that lists and merge requests show."""

    latency_seconds: float = 0.0
    lag_seconds: float = 0.0
    graphql_off: bool = False
    notes_create_limit: int | None = None
    _faults: list[Fault] = field(default_factory=list)

    def next(self, times: int, *, status: int, match: str = "", after_storing: bool = False) -> None:
        """Answer so the next few requests whose "METHOD /path" holds `match`."""
        self._faults.append(Fault(status, match, after_storing, times))

    def always(self, *, status: int, match: str = "") -> None:
        """Answer so until cleared."""
        self._faults.append(Fault(status, match, after_storing=False, left=None))

    def clear(self) -> None:
        """Work rightly again."""
        self._faults.clear()
        self.latency_seconds = self.lag_seconds = 0.0
        self.graphql_off = False
        self.notes_create_limit = None

    def delay(self) -> None:
        """Be as slow as was asked."""
        if self.latency_seconds:
            time.sleep(self.latency_seconds)

    def take(self, line: str) -> Fault | None:
        """Return the fault that a request meets."""
        for fault in self._faults:
            if fault.match in line and fault.left != 0:
                if fault.left is not None:
                    fault.left -= 1
                return fault
        return None
