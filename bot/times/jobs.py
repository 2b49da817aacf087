"""Judges one job of a pipeline by the same job of the target branch, and by the jobs that nobody touched."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.facts import Job, Pipeline
from bot.times.controls import Controls, Seconds
from bot.times.judging import LEAST_RUNS, Floors, Run, Verdict, is_time, judge
from bot.times.learned import COLD, UNKNOWN, WARM, Learned
from bot.times.steps import judge_steps


@dataclass(frozen=True)
class History:
    """What a pipeline is judged by: the `runs` of the target branch and the run of the merge request before it.

    `untouched` are the names of the jobs that the merge request cannot have changed; `learned` is what logs told, by
    job id. Runs of another runner class do not count, nor those that had to be tried again, nor those whose cache is
    known to have been in another state.
    """

    runs: Sequence[Pipeline] = ()
    earlier: Pipeline | None = None
    untouched: Collection[str] = ()
    learned: Mapping[int, Learned] = field(default_factory=dict)

    def judge(self, job: Job, pipeline: Pipeline, floors: Floors) -> Verdict | None:
        """Return the verdict on one job of a pipeline; None where its time is not known or cannot be true."""
        twins = self._twins(job)
        times = [_times(twin, run) for twin, run in twins]
        controls = Controls(times, self.untouched)
        if not is_time(job.duration_seconds):
            return None
        now = controls.run_of(job.name, _times(job, pipeline)) or Run(job.duration_seconds)
        before = [run for one in times if (run := controls.run_of(job.name, one))]
        return judge(before, now, earlier=self._earlier(job, controls), floors=floors)

    def judge_steps(self, job: Job, floors: Floors) -> Mapping[str, Verdict]:
        """Return the verdict on each step that a job ran, by its name."""
        now = self.learned.get(job.id, Learned(job.id))
        before = [dict(one.steps) for twin, _ in self._twins(job) if (one := self.learned.get(twin.id))]
        twin = self._earlier_twin(job)
        again = self.learned.get(twin.id) if twin else None
        return judge_steps(before, dict(now.steps), earlier=dict(again.steps) if again else None, floors=floors)

    def _twins(self, job: Job) -> list[tuple[Job, Pipeline]]:
        """Return the same job of each run in which it ran in the same way.

        A job that lost its whole cache is compared with those that lost it too; where they are too few, with those
        that had it, and the difference is what the cache is worth. Where none is known to have had it, all count.
        """
        found = [(twin, run) for run in self.runs if (twin := _twin(job, run)) is not None and not twin.retries]
        states = [self._cache_of(twin) for twin, _ in found]
        wanted = _comparable(self._cache_of(job), states)
        return [one for one, state in zip(found, states, strict=True) if state in wanted] or found

    def _earlier(self, job: Job, controls: Controls) -> Run | None:
        twin = self._earlier_twin(job)
        return controls.run_of(job.name, _times(twin, self.earlier)) if twin and self.earlier else None

    def _earlier_twin(self, job: Job) -> Job | None:
        return _twin(job, self.earlier) if self.earlier else None

    def _cache_of(self, job: Job) -> str:
        return self.learned[job.id].cache if job.id in self.learned else UNKNOWN


def _twin(job: Job, run: Pipeline) -> Job | None:
    """Return the job of that name in a run where it succeeded on a runner of the same class, and has a time."""
    for one in run.jobs:
        if (one.name, one.status, one.runner) == (job.name, "success", job.runner) and is_time(one.duration_seconds):
            return one
    return None


def _times(job: Job, pipeline: Pipeline) -> Seconds:
    """Return how long the jobs took that ran where this one did."""
    done = [one for one in pipeline.jobs if one.status == "success" and one.runner == job.runner]
    return {**{one.name: one.duration_seconds for one in done}, job.name: job.duration_seconds}


def _comparable(mine: str, states: Sequence[str]) -> frozenset[str]:
    """Return the states of the cache that a run is compared with, given its own and those of the runs before."""
    if mine != COLD:
        return frozenset({WARM, UNKNOWN})
    if states.count(COLD) >= LEAST_RUNS:
        return frozenset({COLD})
    return frozenset({WARM, UNKNOWN} if WARM in states else {WARM, UNKNOWN, COLD})
