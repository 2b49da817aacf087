"""Judges how long one run took by the runs before it: whether their noise alone can explain it.

Times spread by factors, so their logarithms are what spreads evenly, and the limit is that of one further run: the
mean of the logarithms and Student's t times their spread times sqrt(1 + 1/n). Of runs that changed nothing one in a
hundred passes the .99 limit, however noisy the job is, and how few runs there are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import fmean, median
from typing import TypeGuard

from bot.times.quantiles import T_95, T_99, quantile

LEAST_RUNS = 5
"""Of fewer runs nobody can tell what is noise, so below them there is no verdict on times."""
SEEN_WITH_90_PERCENT = 2.33 + 1.28
"""The normal quantiles of .99, which is the limit, and of .90, which is how often a change of that size passes it."""


class Change(StrEnum):
    """What became of a time, or of several; `UNKNOWN` where there are too few runs to tell."""

    REGRESSION = "regression"
    IMPROVEMENT = "improvement"
    MIXED = "mixed"
    NONE = "none"
    UNKNOWN = "unknown"


class Proof(StrEnum):
    """How sure a change is: one run beyond the .99 limit, or two runs in a row beyond the .95 limit."""

    POSSIBLE = "possible"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Run:
    """How long one run took, in seconds and without its wait in the queue.

    `shift` is how much longer than usual the untouched jobs of its pipeline took, as a logarithm; None where they are
    too few to tell.
    """

    seconds: float
    shift: float | None = None


@dataclass(frozen=True)
class Floors:
    """The change that is worth a word, whatever the noise; both have to be reached."""

    percent: float = 10.0
    seconds: float = 10.0


@dataclass(frozen=True)
class Noise:
    """The runs that another is judged by; `spread` is the standard deviation of the logarithms of their times."""

    runs: int
    median_seconds: float
    mean_log: float
    spread: float

    def visible_change(self, runs: int = 1) -> float:
        """Return the smallest share by which so many runs have to be slower for nine in ten to show it."""
        return math.exp(self.spread * SEEN_WITH_90_PERCENT / math.sqrt(runs)) - 1

    def side(self, seconds: float, table: Sequence[float]) -> int:
        """Return 1 for a time above the limit, -1 for one below that of the other side, else 0."""
        distance = math.log(seconds) - self.mean_log
        reach = quantile(table, self.runs - 1) * self.spread * math.sqrt(1 + 1 / self.runs)
        return (distance > reach) - (distance < -reach)


@dataclass(frozen=True)
class Verdict:
    """What can be said of one run, and by what; without `noise` there were too few runs, and only numbers are known.

    `before` are the seconds of the runs that it was compared with, as they were. Where the untouched jobs tell that
    the pipeline was slower than usual, `slowness` is by what factor, and `median_seconds` what the run would have
    taken on it: the change is the job's own. `is_large` tells that it reaches the floors, noise or not.
    """

    change: Change
    seconds: float
    before: tuple[float, ...] = ()
    median_seconds: float | None = None
    proof: Proof | None = None
    noise: Noise | None = None
    slowness: float | None = None
    is_large: bool = False

    @property
    def runs(self) -> int:
        """Return how many runs it was compared with."""
        return len(self.before)

    @property
    def change_seconds(self) -> float | None:
        """Return how much longer the run took, None where there is nothing to compare with."""
        return None if self.median_seconds is None else self.seconds - self.median_seconds

    @property
    def is_controlled(self) -> bool:
        """Tell whether the untouched jobs of the pipeline were looked at."""
        return self.slowness is not None

    @property
    def is_borne_out(self) -> bool:
        """Tell whether a second run, or the untouched jobs of the pipeline, say the same."""
        return self.proof is Proof.CONFIRMED or (self.proof is Proof.POSSIBLE and self.is_controlled)


def is_time(seconds: float | None) -> TypeGuard[float]:
    """Tell whether a duration can be true: a clock that was set back makes negative ones, a skipped job none."""
    return seconds is not None and math.isfinite(seconds) and seconds > 0


def judge(before: Sequence[Run], now: Run, *, earlier: Run | None = None, floors: Floors | None = None) -> Verdict:
    """Judge a run by those of the target branch; `earlier` is the run of the same merge request before it."""
    true = [run for run in before if is_time(run.seconds)]
    controlled = [run for run in true if run.shift is not None]
    shift = now.shift if len(controlled) >= LEAST_RUNS else None
    compared = true if shift is None else controlled
    times = [_seconds_at(shift, run) for run in compared]
    middle = median(times) if times else None
    verdict = Verdict(
        Change.UNKNOWN,
        now.seconds,
        tuple(run.seconds for run in compared),
        middle,
        slowness=None if shift is None else math.exp(shift),
        is_large=middle is not None and _is_large(now.seconds - middle, middle, floors or Floors()),
    )
    if middle is None or len(times) < LEAST_RUNS:
        return verdict
    noise = _noise(times, middle)
    proof = _proof(noise, now.seconds, _seconds_again(shift, earlier)) if verdict.is_large else None
    change = (Change.REGRESSION if now.seconds > middle else Change.IMPROVEMENT) if proof else Change.NONE
    return replace(verdict, change=change, proof=proof, noise=noise)


def overall(changes: Sequence[Change]) -> Change:
    """Return what several changes are together; those of which nothing is known do not count where another is."""
    found = set(changes) - {Change.UNKNOWN, Change.NONE}
    if len(found) > 1:
        return Change.MIXED
    if found:
        return found.pop()
    return Change.NONE if Change.NONE in changes else Change.UNKNOWN


def _seconds_at(shift: float | None, run: Run) -> float:
    """Return what a run would have taken in a pipeline as slow as that."""
    return run.seconds if shift is None else run.seconds * math.exp(shift - (run.shift or 0.0))


def _seconds_again(shift: float | None, earlier: Run | None) -> float | None:
    """Return the time of the run before; it bears nothing out when its pipeline's slowness is not known."""
    if earlier is None or not is_time(earlier.seconds) or (shift is not None and earlier.shift is None):
        return None
    return _seconds_at(shift, earlier)


def _noise(seconds: Sequence[float], middle: float) -> Noise:
    logs = [math.log(one) for one in seconds]
    mean = fmean(logs)
    # statistics.stdev counts in fractions, which takes a hundred times as long.
    spread = math.sqrt(math.fsum((one - mean) ** 2 for one in logs) / (len(logs) - 1))
    return Noise(len(logs), middle, mean, spread)


def _is_large(change: float, middle: float, floors: Floors) -> bool:
    return abs(change) >= floors.seconds and abs(change) * 100 >= floors.percent * middle


def _proof(noise: Noise, seconds: float, again: float | None) -> Proof | None:
    side = noise.side(seconds, T_95)
    if side and again is not None and noise.side(again, T_95) == side:
        return Proof.CONFIRMED
    return Proof.POSSIBLE if noise.side(seconds, T_99) else None
