"""Says in sentences why a job took longer or shorter, by where its time went."""

import math
from collections.abc import Iterator, Mapping

from bot.reports import quantities
from bot.reports.markdown import code
from bot.times.judging import Verdict
from bot.times.step_changes import Fate, StepChange
from bot.times.where import Part, Where

LEAST_SECONDS = 5.0
MOST_STEPS = 3
ONE, SEVERAL = "step", "steps"


def sentences(where: Where, steps: Mapping[str, Verdict]) -> Iterator[str]:
    """Yield what cost or saved time, one sentence each; `steps` are those whose own history shows a change."""
    yield from _cache(where)
    for fate, what in ((Fate.CHANGED, "was changed"), (Fate.NEW, "is new"), (Fate.GONE, "is gone")):
        for one in where.of(fate)[:MOST_STEPS]:
            if abs(one.change_seconds) >= LEAST_SECONDS:
                yield f"{code(one.step.instruction)} {what}: {quantities.duration_change(one.change_seconds)}."
    yield from (_judged(name, verdict) for name, verdict in list(steps.items())[:MOST_STEPS])
    if where.runner_factor is not None:
        cost = quantities.duration_change(where.runner_seconds)
        yield f"The runner was slower: steps that nobody touched took {where.runner_factor:.2f} × as long ({cost})."
    yield from _services(where)
    for part in where.parts:
        if part.part not in {Part.BUILD, Part.REST} and abs(part.change_seconds) >= 2 * LEAST_SECONDS:
            yield f"{part.part.value.capitalize()}: {quantities.duration_change(part.change_seconds)}."


def _cache(where: Where) -> Iterator[str]:
    for fate, what in ((Fate.LOST_CACHE, "lost"), (Fate.GAINED_CACHE, "found")):
        changed = where.of(fate)
        seconds = _total(changed)
        if changed and abs(seconds) >= 1:
            count = f"{len(changed)} {ONE if len(changed) == 1 else SEVERAL}"
            yield f"{count} {what} the cache: {quantities.duration_change(seconds)}."


def _services(where: Where) -> Iterator[str]:
    if where.services is not None and abs(change := where.services[1] - where.services[0]) >= LEAST_SECONDS:
        yield f"Waiting for the services: {quantities.duration_change(change)}."
    if where.is_engine_slowed:
        yield "Docker's engine slept 15 s at its start, for it listens without TLS; `--tls=false` says you mean it."


def _total(changes: tuple[StepChange, ...]) -> float:
    return math.fsum(one.change_seconds for one in changes)


def _judged(name: str, verdict: Verdict) -> str:
    took = quantities.duration(verdict.seconds)
    usual = quantities.duration(verdict.median_seconds or 0.0)
    return f"{code(name)} took {took}, where {usual} is the median of {verdict.runs} runs."
