"""Keeps what the logs of earlier runs told of times, so that no log is read for its history alone."""

from collections.abc import Iterable, Sequence

from bot.facts import Job, MergeRequest, Pipeline
from bot.times.judging import is_time
from bot.times.learned import Learned, learn
from workers.readings import Ran
from workers.runs import read_runs, write_runs
from workers.toolbox import Toolbox

MOST_LEARNED = 200
"""Twenty runs of ten image jobs; older ones are let go."""


class Histories:
    """What is known of the runs before: of the target branch, and of one merge request."""

    def __init__(self, tools: Toolbox, merge_request: MergeRequest) -> None:
        self._store = tools.store
        self._project_id = merge_request.project_id
        self._request = f"!{merge_request.iid}"
        self._iid = merge_request.iid
        self._branch = merge_request.target_branch

    def learned(self, mine: Iterable[Ran], before: Iterable[Ran]) -> tuple[Learned, ...]:
        """Return what the logs of earlier runs told, and keep what those that were just read do."""
        of_branch = self._extended(self._branch, before)
        return (*of_branch, *self._extended(self._request, mine))

    def earlier(self, pipeline: Pipeline, image_jobs: Sequence[Job]) -> Pipeline | None:
        """Return the merge request's run before this one, and remember this one when it built images."""
        known = read_runs(self._store.request_runs(self._project_id, self._iid) or ())
        earlier = [run for run in known if run.id < pipeline.id][-1:]
        if image_jobs:
            self._store.remember_request_runs(self._project_id, self._iid, write_runs([*earlier, pipeline]))
        return earlier[0] if earlier else None

    def _extended(self, place: str, runs: Iterable[Ran]) -> tuple[Learned, ...]:
        known = {one.job_id: one for one in self._store.learned(self._project_id, place)}
        fresh = {ran.job.id: learn(ran.job.id, ran.log.trace) for ran in runs if ran.log.trace.lines}
        if fresh.keys() - known.keys():
            # The newest have the highest numbers, for GitLab counts up.
            newest = sorted((known | fresh).values(), key=lambda one: one.job_id)[-MOST_LEARNED:]
            self._store.remember_learned(self._project_id, place, tuple(newest))
        return tuple((known | fresh).values())


def without_times(jobs: Iterable[Job]) -> list[str]:
    """Return one line on each job whose time cannot be judged: GitLab does not tell it, or a clock was set back."""
    return [
        f"GitLab tells no duration of job {job.name}, so its time is not judged."
        for job in jobs
        if not is_time(job.duration_seconds)
    ]
