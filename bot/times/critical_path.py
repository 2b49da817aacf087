"""Finds the slowest chain of a pipeline's jobs: what would have to be faster for the pipeline to end sooner."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from bot.times.judging import is_time

CELL = re.compile(r" (?:\d+/\d+|\[.*\])$")
"""What GitLab puts behind the name of a parallel job; `needs` may name all cells by the name before it."""


@dataclass(frozen=True)
class PlannedJob:
    """One job as the pipeline plans it: `stage` is the place of its CI stage, `needs` None where it waits for that.

    An empty `needs` means that the job starts at once. Seconds are None where GitLab does not know them.
    """

    name: str
    stage: int
    seconds: float | None = None
    waiting_seconds: float | None = None
    needs: tuple[str, ...] | None = None

    @property
    def whole_seconds(self) -> float:
        """Return how long the job holds up what waits for it, its time in the queue included."""
        return math.fsum(one for one in (self.seconds, self.waiting_seconds) if is_time(one))


@dataclass(frozen=True)
class Link:
    """One job of the slowest chain, and how long the same job took before, None where there was none."""

    job: PlannedJob
    before_seconds: float | None = None

    @property
    def change_seconds(self) -> float | None:
        """Return how much longer the job holds up the pipeline now."""
        return None if self.before_seconds is None else self.job.whole_seconds - self.before_seconds


@dataclass(frozen=True)
class SlowestChain:
    """The slowest chain now, beside the length of the slowest chain before."""

    links: tuple[Link, ...]
    before_seconds: float

    @property
    def seconds(self) -> float:
        """Return how long the chain takes."""
        return math.fsum(link.job.whole_seconds for link in self.links)

    @property
    def change_seconds(self) -> float:
        """Return how much later the pipeline ends by its jobs alone."""
        return self.seconds - self.before_seconds


def slowest_chain(before: Sequence[PlannedJob], now: Sequence[PlannedJob]) -> SlowestChain:
    """Return the slowest chain and what on it changed."""
    known = {job.name: job.whole_seconds for job in before}
    links = tuple(Link(job, known.get(job.name)) for job in critical_path(now))
    return SlowestChain(links, math.fsum(job.whole_seconds for job in critical_path(before)))


def critical_path(jobs: Sequence[PlannedJob]) -> tuple[PlannedJob, ...]:
    """Return the chain of jobs, each waiting for the one before it, that takes longest; the first job first.

    Raise ValueError for needs that go in a circle.
    """
    by_name = {job.name: job for job in jobs}
    waits = {job.name: tuple(_waits_for(job, jobs)) for job in jobs}
    ends: dict[str, float] = {}
    last: dict[str, str] = {}
    for name in _in_order(waits):
        held_by = max(waits[name], key=lambda one: ends[one], default="")
        last[name] = held_by
        ends[name] = ends.get(held_by, 0.0) + by_name[name].whole_seconds
    name = max(ends, key=lambda one: ends[one], default="")
    chain: list[PlannedJob] = []
    while name:
        chain.append(by_name[name])
        name = last[name]
    return tuple(reversed(chain))


def _waits_for(job: PlannedJob, jobs: Iterable[PlannedJob]) -> Iterable[str]:
    if job.needs is None:
        return [one.name for one in jobs if one.stage < job.stage]
    return [one.name for one in jobs if one is not job and not {one.name, CELL.sub("", one.name)}.isdisjoint(job.needs)]


def _in_order(waits: Mapping[str, Iterable[str]]) -> Sequence[str]:
    """Return the names so that each stands behind what it waits for."""
    try:
        return tuple(TopologicalSorter(waits).static_order())
    except CycleError as error:
        # GitLab starts no such pipeline, so what we were told of it is wrong.
        raise ValueError(f"the needs go in a circle: {' -> '.join(error.args[1])}") from None
