"""What was true a while ago: a replica of the database shows changes only after a lag."""

from collections.abc import Callable, Iterable
from copy import copy
from datetime import datetime, timedelta
from typing import Any, TypeVar

from tests.fakes.clock import Clock

One = TypeVar("One")


class History:
    """Makes changes, and shows things as they were `lag_seconds()` ago."""

    def __init__(self, clock: Clock, lag_seconds: Callable[[], float]) -> None:
        self._clock = clock
        self._lag_seconds = lag_seconds
        self._born: dict[int, datetime] = {}
        self._changes: dict[int, list[tuple[datetime, dict[str, Any]]]] = {}

    def begin(self, one: One) -> One:
        """Remember that something exists from now on."""
        self._born[id(one)] = self._clock.now()
        return one

    def change(self, one: Any, **values: Any) -> None:
        """Change something and remember what it was."""
        before = {name: getattr(one, name) for name in values}
        self._changes.setdefault(id(one), []).append((self._clock.now(), before))
        for name, value in values.items():
            setattr(one, name, value)

    def seen(self, one: One) -> One | None:
        """Return something as it is shown now, or None while it does not show at all."""
        lag = self._lag_seconds()
        if not lag:
            return one
        moment = self._clock.now() - timedelta(seconds=lag)
        born = self._born.get(id(one))
        if born is not None and born > moment:
            return None
        return self._as_of(one, moment)

    def all_seen(self, many: Iterable[One]) -> list[One]:
        """Return what of them shows now."""
        return [shown for one in many if (shown := self.seen(one)) is not None]

    def _as_of(self, one: One, moment: datetime) -> One:
        later = [before for when, before in self._changes.get(id(one), []) if when > moment]
        if not later:
            return one
        shown = copy(one)
        for before in reversed(later):
            for name, value in before.items():
                setattr(shown, name, value)
        return shown
