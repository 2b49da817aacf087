"""How long a whole pipeline took, and the slowest chain of its jobs."""

from collections.abc import Sequence

from bot.facts import Job, Pipeline
from bot.times.critical_path import PlannedJob, SlowestChain, slowest_chain
from bot.times.judging import Floors, Run, Verdict, is_time, judge


def busy_seconds(pipeline: Pipeline) -> float | None:
    """Return the seconds in which any job ran, as GitLab counts a pipeline's duration; None where no times are known.

    Jobs that were tried again count with their last run alone.
    """
    spans = [
        (one.finished_at.timestamp() - one.duration_seconds, one.finished_at.timestamp())
        for one in pipeline.jobs
        if one.finished_at is not None and is_time(one.duration_seconds)
    ]
    busy, until = 0.0, float("-inf")
    for began, ended in sorted(spans):
        busy += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return busy or None


def judge_pipeline(
    runs: Sequence[Pipeline], now: Pipeline, floors: Floors, *, earlier: Pipeline | None = None
) -> Verdict | None:
    """Judge a whole pipeline by those of the target branch in which all of its jobs ran; None without a time."""
    seconds = busy_seconds(now)
    if seconds is None:
        return None
    names = _done(now)
    again = _run_of(earlier, names) if earlier else None
    return judge([one for run in runs if (one := _run_of(run, names))], Run(seconds), earlier=again, floors=floors)


def chain_of(before: Pipeline | None, now: Pipeline) -> SlowestChain | None:
    """Return the slowest chain beside that of another run, None where needs and CI stages contradict each other."""
    needs = {job.name: job.needs for job in now.jobs}
    try:
        old = [_planned(job, needs.get(job.name)) for job in before.jobs] if before else []
        return slowest_chain(old, [_planned(job, job.needs) for job in now.jobs])
    except ValueError:
        return None


def _run_of(pipeline: Pipeline, names: frozenset[str]) -> Run | None:
    seconds = busy_seconds(pipeline) if names <= _done(pipeline) else None
    return Run(seconds) if seconds is not None else None


def _planned(job: Job, needs: tuple[str, ...] | None) -> PlannedJob:
    return PlannedJob(job.name, job.stage, job.duration_seconds, job.queued_seconds, needs)


def _done(pipeline: Pipeline) -> frozenset[str]:
    return frozenset(job.name for job in pipeline.jobs if job.status == "success")
