"""Judges how long one run took by the runs before it: whether their noise alone can explain it.

Times spread by factors, so their logarithms are what spreads evenly, and the limit is that of one further run: the
mean of the logarithms and Student's t times their spread times sqrt(1 + 1/n). Of runs that changed nothing one in a
hundred passes the .99 limit, however noisy the job is, and how few runs there are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median
from typing import TypeGuard

from bot.findings import LEAST_RUNS
from bot.times.quantiles import T_95, T_99, quantile

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

    @property
    def own_seconds(self) -> float:
        """Return what the run would have taken had the untouched jobs taken as long as usual."""
        return self.seconds * math.exp(-(self.shift or 0.0))


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

    `runs` counts those that it could be compared with. `median_seconds` and `own_seconds` have the pipeline's slowness
    taken off where `is_controlled`. `is_large` tells that the change reaches the floors, whether or not noise may
    explain it.
    """

    change: Change
    runs: int
    own_seconds: float
    median_seconds: float | None = None
    proof: Proof | None = None
    noise: Noise | None = None
    is_controlled: bool = False
    is_large: bool = False

    @property
    def change_seconds(self) -> float | None:
        """Return how much longer the run took, None where there is nothing to compare with."""
        return None if self.median_seconds is None else self.own_seconds - self.median_seconds

    @property
    def is_borne_out(self) -> bool:
        """Tell whether a second run, or the untouched jobs of the pipeline, say the same."""
        return self.proof is Proof.CONFIRMED or (self.proof is Proof.POSSIBLE and self.is_controlled)


def is_time(seconds: float | None) -> TypeGuard[float]:
    """Tell whether a duration can be true: a clock that was set back makes negative ones, a skipped job none."""
    return seconds is not None and math.isfinite(seconds) and seconds > 0


def judge(before: Sequence[Run], now: Run, *, earlier: Run | None = None, floors: Floors | None = None) -> Verdict:
    """Judge a run by those of the target branch; `earlier` is the run of the same merge request before it."""
    is_controlled = now.shift is not None and sum(run.shift is not None for run in before) >= LEAST_RUNS
    comparable = _seconds(before, is_controlled=is_controlled)
    own = _own_seconds(now, is_controlled=is_controlled)
    middle = median(comparable) if comparable else None
    is_large = middle is not None and _is_large(own - middle, middle, floors or Floors())
    if middle is None or len(comparable) < LEAST_RUNS:
        return Verdict(Change.UNKNOWN, len(comparable), own, middle, is_large=is_large)
    noise = _noise(comparable, middle)
    again = _seconds([earlier] if earlier else (), is_controlled=is_controlled)
    proof = _proof(noise, own, again) if is_large else None
    change = (Change.REGRESSION if own > middle else Change.IMPROVEMENT) if proof else Change.NONE
    return Verdict(change, len(comparable), own, middle, proof, noise, is_controlled, is_large)


def overall(changes: Sequence[Change]) -> Change:
    """Return what several changes are together; those of which nothing is known do not count where another is."""
    found = set(changes) - {Change.UNKNOWN, Change.NONE}
    if len(found) > 1:
        return Change.MIXED
    if found:
        return found.pop()
    return Change.NONE if Change.NONE in changes else Change.UNKNOWN


def _seconds(runs: Sequence[Run], *, is_controlled: bool) -> list[float]:
    """Return the times that can be compared: with the pipelines' slowness taken off, or none of them with it."""
    return [
        _own_seconds(run, is_controlled=is_controlled)
        for run in runs
        if is_time(run.seconds) and (run.shift is not None or not is_controlled)
    ]


def _own_seconds(run: Run, *, is_controlled: bool) -> float:
    return run.own_seconds if is_controlled else run.seconds


def _noise(seconds: Sequence[float], middle: float) -> Noise:
    logs = [math.log(one) for one in seconds]
    mean = fmean(logs)
    # statistics.stdev counts in fractions, which takes a hundred times as long.
    spread = math.sqrt(math.fsum((one - mean) ** 2 for one in logs) / (len(logs) - 1))
    return Noise(len(logs), middle, mean, spread)


def _is_large(change: float, middle: float, floors: Floors) -> bool:
    return abs(change) >= floors.seconds and abs(change) * 100 >= floors.percent * middle


def _proof(noise: Noise, seconds: float, earlier: Sequence[float]) -> Proof | None:
    side = noise.side(seconds, T_95)
    if side and any(noise.side(one, T_95) == side for one in earlier):
        return Proof.CONFIRMED
    return Proof.POSSIBLE if noise.side(seconds, T_99) else None
