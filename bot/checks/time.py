"""Compares how long each image job took with the median of the target branch."""

import math
from collections.abc import Iterator, Sequence
from statistics import fmean, median, stdev

from bot.facts import Job, ReviewFacts
from bot.findings import LEAST_RUNS, BrokenBudget, Finding, TimeFinding, Weight
from bot.repo_config import JobLimits, RepoConfig, limits_for
from bot.reports import quantities

T_99 = (
    (4, 3.747), (5, 3.365), (6, 3.143), (7, 2.998), (8, 2.896), (9, 2.821), (10, 2.764), (12, 2.681), (14, 2.624),
    (16, 2.583), (19, 2.539), (24, 2.492), (29, 2.462), (49, 2.405),
)  # fmt: skip
"""The .99 quantiles of Student's t by degrees of freedom (NIST e-Handbook of Statistical Methods, 1.3.6.7.2)."""


def check(facts: ReviewFacts) -> Iterator[Finding]:
    """Yield one finding per image job."""
    for job in facts.image_jobs:
        if job.duration_seconds is not None and job.duration_seconds > 0:
            yield _compare(facts.config, job, job.duration_seconds, facts.baseline.job_seconds.get(job.name, ()))


def _compare(config: RepoConfig, job: Job, seconds: float, before: Sequence[float]) -> TimeFinding:
    middle = median(before) if before else None
    budget = _broken_budget(limits_for(config.jobs, job.name) or JobLimits(), seconds, before)
    is_worse = budget is not None and not budget.is_old
    unjudged = _unjudged(seconds, before)
    weight = Weight.REGRESSION if is_worse else Weight.NOTHING
    is_large = middle is not None and _is_large(config, seconds - middle, middle)
    if not is_worse and middle is not None and is_large and not unjudged:
        weight = Weight.REGRESSION if seconds > middle else Weight.IMPROVEMENT
    return TimeFinding(
        weight=weight,
        job_name=job.name,
        seconds=seconds,
        median_seconds=middle,
        runs=len(before),
        unjudged=unjudged if is_large and not is_worse else "",
        broken_budget=budget,
        cause=_cause(seconds, before) if weight is not Weight.NOTHING and before else None,
    )


def _is_large(config: RepoConfig, change: float, middle: float) -> bool:
    """Tell whether a change passes the project's floors."""
    return abs(change) >= config.slowdown_time and abs(change) * 100 >= config.slowdown_percent * middle


def _unjudged(seconds: float, before: Sequence[float]) -> str:
    """Say why nobody can tell whether something changed; one more run may take so long by itself."""
    if len(before) < LEAST_RUNS:
        return "too few runs"
    logs = [math.log(one) for one in before]
    # Times spread by factors, so their logarithms are what spreads evenly; the limit is that of one further run.
    reach = _t(len(logs) - 1) * stdev(logs) * math.sqrt(1 + 1 / len(logs))
    return "noise" if abs(math.log(seconds) - fmean(logs)) <= reach else ""


def _cause(seconds: float, before: Sequence[float]) -> str:
    """Put the run beside those that it is compared with."""
    took = quantities.duration(seconds)
    runs = "the one run" if len(before) == 1 else f"the last {len(before)} runs"
    span = dict.fromkeys((quantities.duration(min(before)), quantities.duration(max(before))))
    return f"{took}, where {runs} on the target branch took {' to '.join(span)}."


def _t(degrees: int) -> float:
    return next((t for known, t in reversed(T_99) if known <= degrees), T_99[0][1])


def _broken_budget(limits: JobLimits, seconds: float, before: Sequence[float]) -> BrokenBudget | None:
    """Return the limit that is broken; one that the target branch breaks too counts only if no other one is."""
    middle = median(before) if before else None
    old = None
    if limits.max_build_time is not None and seconds > limits.max_build_time:
        is_old = middle is not None and middle > limits.max_build_time
        broken = BrokenBudget("max-build-time", quantities.duration(limits.max_build_time), is_old)
        if not is_old:
            return broken
        old = broken
    if limits.max_slowdown is None or middle is None or len(before) < LEAST_RUNS:
        return old
    is_slower = (seconds - middle) * 100 > limits.max_slowdown * middle
    return BrokenBudget("max-slowdown", quantities.percent(limits.max_slowdown)) if is_slower else old
