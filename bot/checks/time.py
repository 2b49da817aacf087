"""Compares how long each image job took with the median of the target branch."""

import math
from collections.abc import Iterator, Sequence
from statistics import fmean, median, stdev

from bot.facts import Job, ReviewFacts
from bot.findings import Finding, TimeFinding, Weight
from bot.repo_config import JobLimits, RepoConfig, limits_for
from bot.reports import quantities

LEAST_RUNS = 5
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
    budget = _broken_budget(limits_for(config.jobs, job.name) or JobLimits(), seconds, middle)
    return TimeFinding(
        weight=Weight.REGRESSION if budget else _weight(config, seconds, before),
        job_name=job.name,
        seconds=seconds,
        median_seconds=middle,
        runs=len(before),
        broken_budget=budget,
    )


def _weight(config: RepoConfig, seconds: float, before: Sequence[float]) -> Weight:
    """Judge one run: outside of what the noise of the earlier ones explains, and more than the project's floors."""
    if len(before) < LEAST_RUNS:
        return Weight.NOTHING
    change = seconds - median(before)
    if abs(change) < config.slowdown_time or abs(change) * 100 < config.slowdown_percent * median(before):
        return Weight.NOTHING
    logs = [math.log(one) for one in before]
    # Times spread by factors, so their logarithms are what spreads evenly; the limit is that of one further run.
    reach = _t(len(logs) - 1) * stdev(logs) * math.sqrt(1 + 1 / len(logs))
    if abs(math.log(seconds) - fmean(logs)) <= reach:
        return Weight.NOTHING
    return Weight.REGRESSION if change > 0 else Weight.IMPROVEMENT


def _t(degrees: int) -> float:
    return next((t for known, t in reversed(T_99) if known <= degrees), T_99[0][1])


def _broken_budget(limits: JobLimits, seconds: float, middle: float | None) -> str | None:
    if limits.max_build_time is not None and seconds > limits.max_build_time:
        return f"max-build-time {quantities.duration(limits.max_build_time)}"
    if limits.max_slowdown is not None and middle and (seconds - middle) * 100 > limits.max_slowdown * middle:
        return f"max-slowdown {quantities.percent(limits.max_slowdown)}"
    return None
