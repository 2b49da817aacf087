"""What a team has accepted for a while: a size, a time or a rule of one merge request, or all that we say there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

EVERYTHING = "everything"
SIZE, TIME = "size", "time"
DAYS = re.compile(r"([1-9][0-9]{0,2})d")
MOST_DAYS = 365


@dataclass(frozen=True)
class Accepted:
    """`what` is `size`, `time`, a rule's id or `everything`; `by` the user name of who accepted it and why."""

    what: str
    until: datetime
    by: str
    reason: str = ""

    def holds(self, now: datetime) -> bool:
        """Tell whether it has not run out."""
        return now < self.until


def find(accepted: Sequence[Accepted], what: str, now: datetime) -> Accepted | None:
    """Return what accepts this now, the last word first."""
    return next((one for one in reversed(accepted) if one.what == what and one.holds(now)), None)


def read_days(words: Sequence[str], default: int) -> tuple[timedelta, tuple[str, ...]]:
    """Return how long, and the words that are left; a span is written as `30d` and comes first."""
    found = DAYS.fullmatch(words[0]) if words else None
    if found is None:
        return timedelta(days=default), tuple(words)
    return timedelta(days=min(int(found[1]), MOST_DAYS)), tuple(words[1:])
