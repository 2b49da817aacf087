"""Keeps what the logs of earlier runs told of times, so that no log is read for its history alone."""

import logging
from collections.abc import Iterable, Sequence

from bot.errors import OutsideError
from bot.facts import Job, MergeRequest, Pipeline
from bot.tasks import ReviewPipeline
from bot.times.judging import is_time
from bot.times.learned import Learned, learn
from workers.clients.store import Store
from workers.readings import Ran, Readings
from workers.runs import read_runs, write_runs
from workers.toolbox import Toolbox

MOST_LEARNED = 200
"""Twenty runs of ten image jobs; older ones are let go."""

log = logging.getLogger(__name__)


def learn_run(task: ReviewPipeline, tools: Toolbox) -> None:
    """Keep what the logs of a target branch's run tell of times, when a hook says that it has ended.

    That costs a request for each image job, once for each run, and no review has to pay for its history. What cannot
    be read is left out: nobody waits for it.
    """
    project_id, branch = task.project.id, task.source_branch
    if not task.is_finished or branch is None or branch != tools.store.usual_target(project_id):
        return
    names = {name for name, builds in tools.store.image_jobs(project_id).items() if builds}
    for run in read_runs(tools.store.baseline_runs(project_id, branch) or ()):
        if run.id == task.pipeline_id:
            jobs = [Ran(run, job) for job in run.jobs if job.name in names]
            _learn(jobs, project_id, branch, tools)


def _learn(jobs: Sequence[Ran], project_id: int, branch: str, tools: Toolbox) -> None:
    try:
        read = Readings(tools, project_id).read(jobs)
    except OutsideError as error:
        log.info("the times of %s are not learned: %s", branch, error)
        return
    extend(tools.store, project_id, branch, read)


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
        of_branch = extend(self._store, self._project_id, self._branch, before)
        return (*of_branch, *extend(self._store, self._project_id, self._request, mine))

    def earlier(self, pipeline: Pipeline, image_jobs: Sequence[Job]) -> Pipeline | None:
        """Return the merge request's run before this one, and remember this one when it built images."""
        known = read_runs(self._store.request_runs(self._project_id, self._iid) or ())
        earlier = [run for run in known if run.id < pipeline.id][-1:]
        if image_jobs:
            self._store.remember_request_runs(self._project_id, self._iid, write_runs([*earlier, pipeline]))
        return earlier[0] if earlier else None


def extend(store: Store, project_id: int, place: str, runs: Iterable[Ran]) -> tuple[Learned, ...]:
    """Add what logs tell to what is known of a branch or a merge request, and return all of it."""
    known = {one.job_id: one for one in store.learned(project_id, place)}
    fresh = {ran.job.id: learn(ran.job.id, ran.log.trace) for ran in runs if ran.log.trace.lines}
    if fresh.keys() - known.keys():
        # The newest have the highest numbers, for GitLab counts up.
        newest = sorted((known | fresh).values(), key=lambda one: one.job_id)[-MOST_LEARNED:]
        store.remember_learned(project_id, place, tuple(newest))
    return tuple((known | fresh).values())


def without_times(jobs: Iterable[Job]) -> list[str]:
    """Return one line on each job whose time cannot be judged: GitLab does not tell it, or a clock was set back."""
    return [
        f"GitLab tells no duration of job {job.name}, so its time is not judged."
        for job in jobs
        if not is_time(job.duration_seconds)
    ]
