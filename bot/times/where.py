"""Splits the change of a job's time: queue, start of the runner, sources, build by instruction, push, the rest."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.times.judging import is_time
from bot.times.step_changes import Fate, StepChange, compare_steps, runner_factor, seconds_of
from bot.traces.model import Trace


class Part(StrEnum):
    """The parts of a job's time, in the order in which they are said."""

    WAITING = "waiting for a runner"
    START = "runner start and image pull"
    SOURCES = "sources and cache"
    BUILD = "docker build"
    PUSH = "export and push"
    REST = "tests and the rest"


PHASES: Mapping[str, Part] = {
    "resolve_secrets": Part.START,
    "prepare_executor": Part.START,
    "prepare_script": Part.START,
    "get_sources": Part.SOURCES,
    "clear_worktree": Part.SOURCES,
    "restore_cache": Part.SOURCES,
    "download_artifacts": Part.SOURCES,
    "archive_cache": Part.SOURCES,
    "archive_cache_on_failure": Part.SOURCES,
    "upload_artifacts_on_success": Part.SOURCES,
    "upload_artifacts_on_failure": Part.SOURCES,
}
"""The runner's sections (its common/build_stages.go); it pulls images and starts services in prepare_executor."""


@dataclass(frozen=True)
class Timing:
    """One run of a job: its log, its duration and its wait in the queue; None where nobody knows."""

    trace: Trace
    duration_seconds: float | None = None
    waiting_seconds: float | None = None


@dataclass(frozen=True)
class PartChange:
    """How long one part took before and now."""

    part: Part
    before_seconds: float
    now_seconds: float

    @property
    def change_seconds(self) -> float:
        """Return how much longer it takes now."""
        return self.now_seconds - self.before_seconds


@dataclass(frozen=True)
class Where:
    """Where the time went; `runner_factor` is by how much untouched steps slowed, None unless a slower runner shows.

    `services` is how long the runner waited for services before and now, a part of its start; None where the logs have
    no time stamps. `is_engine_slowed` tells that Docker's engine now waits 15 s at its start, because TLS is off.
    """

    parts: tuple[PartChange, ...]
    steps: tuple[StepChange, ...]
    runner_factor: float | None = None
    services: tuple[float, float] | None = None
    is_engine_slowed: bool = False

    @property
    def change_seconds(self) -> float:
        """Return how much longer the job takes now, its wait in the queue included."""
        return math.fsum(one.change_seconds for one in self.parts)

    @property
    def runner_seconds(self) -> float:
        """Return what the slower runner cost in the steps that nobody touched."""
        share = 1 - 1 / self.runner_factor if self.runner_factor else 0.0
        return share * math.fsum(one.now_seconds for one in self.of(Fate.SAME))

    def of(self, fate: Fate) -> tuple[StepChange, ...]:
        """Return the steps of one fate, those first that changed most."""
        return tuple(sorted((one for one in self.steps if one.fate is fate), key=lambda one: -abs(one.change_seconds)))


def where_time_went(before: Timing, now: Timing) -> Where:
    """Split the change between two runs of a job; the changes of the parts add up to that of wait and duration."""
    old, new = _parts(before), _parts(now)
    steps = compare_steps(
        before.trace.steps,
        now.trace.steps,
        old_share=_share(before.trace, old[Part.BUILD]),
        new_share=_share(now.trace, new[Part.BUILD]),
    )
    waits = (before.trace.services_seconds, now.trace.services_seconds)
    return Where(
        tuple(PartChange(part, old[part], new[part]) for part in Part),
        steps,
        runner_factor(steps),
        services=(waits[0], waits[1]) if waits[0] is not None and waits[1] is not None else None,
        is_engine_slowed=now.trace.is_engine_slowed,
    )


def _parts(timing: Timing) -> Mapping[Part, float]:
    """Return the seconds of each part; none takes more than is left of the duration, whatever a clock did meanwhile."""
    wanted: dict[Part, float] = defaultdict(float)
    for phase in timing.trace.phases:
        if phase.depth == 0 and phase.name in PHASES:
            wanted[PHASES[phase.name]] += _known(phase.seconds)
    wanted[Part.BUILD] = _build_seconds(timing.trace)
    wanted[Part.PUSH] = _known(timing.trace.push_seconds)
    found = {Part.WAITING: _known(timing.waiting_seconds)}
    left = _duration(timing)
    for part in (Part.START, Part.SOURCES, Part.BUILD, Part.PUSH):
        found[part] = min(left, wanted[part])
        left -= found[part]
    return {**found, Part.REST: left}


def _duration(timing: Timing) -> float:
    """Return how long the job took, by its sections where GitLab does not tell."""
    if is_time(timing.duration_seconds):
        return timing.duration_seconds
    return math.fsum(_known(phase.seconds) for phase in timing.trace.phases if phase.depth == 0)


def _build_seconds(trace: Trace) -> float:
    return math.fsum(seconds_of(step) for step in trace.steps)


def _share(trace: Trace, passed: float) -> float:
    """Return which share of the steps' seconds passed on the clock; less than 1 where they ran side by side."""
    total = _build_seconds(trace)
    return passed / total if total else 1.0


def _known(seconds: float | None) -> float:
    return seconds if is_time(seconds) else 0.0
