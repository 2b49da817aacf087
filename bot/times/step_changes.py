"""Compares the steps of a build with those of the baseline: which lost the cache, changed, or merely ran slower."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from bot.times.judging import is_time
from bot.traces.model import Step

LEAST_STEPS = 3
LEAST_SECONDS = 2.0
SLOWER_BY = 1.1
"""So many untouched steps of at least that length take at least that much longer where a runner is called slower."""


class Fate(StrEnum):
    """What became of a step between two runs."""

    LOST_CACHE = "lost_cache"
    GAINED_CACHE = "gained_cache"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    SAME = "same"


@dataclass(frozen=True)
class StepChange:
    """What became of one step, in seconds of the time that passed; a step that is gone is the one there was."""

    fate: Fate
    step: Step
    before_seconds: float
    now_seconds: float

    @property
    def change_seconds(self) -> float:
        """Return how much longer it takes now."""
        return self.now_seconds - self.before_seconds


def seconds_of(step: Step) -> float:
    """Return how long a step took, nothing where the log does not tell or cannot be right."""
    return step.seconds if is_time(step.seconds) else 0.0


def compare_steps(
    before: Sequence[Step], now: Sequence[Step], *, old_share: float = 1.0, new_share: float = 1.0
) -> tuple[StepChange, ...]:
    """Return what became of every step; the shares are those of the steps' seconds that passed on the clock."""
    twins, left, fresh = _pair(before, now, lambda step: (*_place(step), step.instruction))
    # Of an instruction that was written anew the log shows one that is gone and one that is new, in the same place.
    changed, gone, new = _pair(left, fresh, lambda step: (*_place(step), step.keyword))
    found = [(_fate(old, step), step, seconds_of(old), seconds_of(step)) for old, step in twins]
    found += [(Fate.CHANGED, step, seconds_of(old), seconds_of(step)) for old, step in changed]
    found += [(Fate.NEW, step, 0.0, seconds_of(step)) for step in new]
    found += [(Fate.GONE, step, seconds_of(step), 0.0) for step in gone]
    return tuple(StepChange(fate, step, old * old_share, new * new_share) for fate, step, old, new in found)


def runner_factor(changes: Sequence[StepChange]) -> float | None:
    """Return by what factor the untouched steps slowed, None unless there are enough and nearly all of them did."""
    ratios = sorted(
        one.now_seconds / one.before_seconds
        for one in changes
        if one.fate is Fate.SAME and min(one.before_seconds, one.now_seconds) >= LEAST_SECONDS
    )
    # Where every fourth did not slow, it was something else that slowed the others.
    if len(ratios) < LEAST_STEPS or ratios[len(ratios) // 4] < SLOWER_BY:
        return None
    return median(ratios)


def _pair(
    before: Sequence[Step], now: Sequence[Step], key: Callable[[Step], Hashable]
) -> tuple[list[tuple[Step, Step]], list[Step], list[Step]]:
    """Return the pairs of equal keys in the order in which they stand, and what is left of either side."""
    waiting: dict[Hashable, deque[Step]] = defaultdict(deque)
    for step in before:
        waiting[key(step)].append(step)
    pairs, fresh = [], []
    for step in now:
        queue = waiting[key(step)]
        if queue:
            pairs.append((queue.popleft(), step))
        else:
            fresh.append(step)
    return pairs, [step for queue in waiting.values() for step in queue], fresh


def _place(step: Step) -> tuple[str | None, str | None]:
    return step.stage, step.platform


def _fate(before: Step, now: Step) -> Fate:
    if before.cached and now.cached is False:
        return Fate.LOST_CACHE
    if before.cached is False and now.cached:
        return Fate.GAINED_CACHE
    return Fate.SAME
