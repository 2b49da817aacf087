"""Judges one job of a pipeline by the same job of the target branch, and by the jobs that nobody touched."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.facts import Job, Pipeline
from bot.times.controls import Controls, Seconds
from bot.times.judging import Floors, Run, Verdict, is_time, judge


@dataclass(frozen=True)
class History:
    """What a pipeline is judged by: the `runs` of the target branch and the run of the merge request before it.

    `untouched` are the names of the jobs that the merge request cannot have changed. `caches` has the state of the
    cache by job id; a run is compared only with runs of the same state, and of the same runner class.
    """

    runs: Sequence[Pipeline] = ()
    earlier: Pipeline | None = None
    untouched: Collection[str] = ()
    caches: Mapping[int, str] = field(default_factory=dict)

    def judge(self, job: Job, pipeline: Pipeline, floors: Floors) -> Verdict | None:
        """Return the verdict on one job of a pipeline; None where its time is not known or cannot be true."""
        times = [times for run in self.runs if (times := self._times(job, run)) is not None]
        controls = Controls(times, self.untouched)
        now = controls.run_of(job.name, self._times(job, pipeline) or {})
        if now is None:
            return None
        before = [run for one in times if (run := controls.run_of(job.name, one))]
        return judge(before, now, earlier=self._earlier(job, controls), floors=floors)

    def _earlier(self, job: Job, controls: Controls) -> Run | None:
        times = self._times(job, self.earlier) if self.earlier else None
        return controls.run_of(job.name, times) if times else None

    def _times(self, job: Job, pipeline: Pipeline) -> Seconds | None:
        """Return how long the jobs took that ran where this one ran; None where it did not run in the same way."""
        done = [one for one in pipeline.jobs if one.status == "success" and one.runner == job.runner]
        mine = next((one for one in done if one.name == job.name), None)
        if mine is None or not is_time(mine.duration_seconds) or self._cache_of(mine) != self._cache_of(job):
            return None
        return {one.name: one.duration_seconds for one in done}

    def _cache_of(self, job: Job) -> str:
        return self.caches.get(job.id, "")
