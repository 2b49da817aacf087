"""Gathers the facts of one review: few requests, side by side, and only what is not known yet."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import NotAllowed, NotThere
from bot.facts import (
    Baseline,
    BaselineImage,
    Image,
    Job,
    MergeRequest,
    Pipeline,
    PipelineKind,
    PushedImage,
    ReviewFacts,
)
from bot.files.ci_file import image_job_names
from bot.image_names import Origin, name_images
from bot.repo_config import read_repo_config
from bot.tasks import ReviewPipeline
from bot.traces.pushes import PushReader
from workers.clients.gitlab import Overview
from workers.clients.gitlab.overview import Question, usable_runs
from workers.clients.gitlab.rest import MOST_RUNS
from workers.runs import read_runs, write_runs
from workers.toolbox import Toolbox

One = TypeVar("One")
Other = TypeVar("Other")

AT_ONCE = 8
MERGED = frozenset({PipelineKind.MERGED_RESULT, PipelineKind.MERGE_TRAIN})
STALE_SECONDS = 2.0
"""GitLab's API can lag behind its own hooks by a moment."""
STALEST_SECONDS = 10.0
"""Later than that it is no lag: a pipeline of the branch need not become the merge request's (a child's never does)."""
FORK_SECONDS = 60.0
"""The hooks of a fork's pipeline go to the fork, so we have to look again ourselves."""


@dataclass(frozen=True)
class NothingToReview:
    """There is nothing to say about this; `reason` is for the log."""

    reason: str


@dataclass(frozen=True)
class NotYet:
    """The facts are not complete, and no hook will tell when they are."""

    seconds: float
    reason: str


@dataclass(frozen=True)
class Gathered:
    """The facts, and whether a comment of ours may stand already."""

    facts: ReviewFacts
    has_commented: bool


def gather(task: ReviewPipeline, tools: Toolbox) -> Gathered | NothingToReview | NotYet:
    """Return the facts of the merge request's newest pipeline."""
    if task.is_finished and task.source_branch and task.merge_request_iid is None:
        # The branch may be the target of others, and has a newer run now.
        tools.store.forget_baseline_runs(task.project.id, task.source_branch)
    overview = _overview(task, tools)
    refusal = _refusal(task, overview, tools)
    if refusal:
        return refusal
    merge_request, pipeline = overview.merge_request, overview.pipeline
    if merge_request is None or pipeline is None:
        raise RuntimeError("a review without a pipeline was not refused")
    return _Gathering(tools, overview, merge_request, pipeline).gather()


def _overview(task: ReviewPipeline, tools: Toolbox) -> Overview:
    """Ask once; ask again when the merge request aims at another branch than we thought, or began long ago."""
    held = tools.store.baseline_runs(task.project.id, task.target_branch or "")
    overview = _ask(task, tools, task.target_branch, wants_runs=held is None)
    if overview.merge_request is None or overview.pipeline is None or not overview.pipeline.is_finished:
        return overview
    target = overview.merge_request.target_branch
    kept = tools.store.baseline_runs(task.project.id, target)
    runs = overview.runs if overview.runs_of == target else read_runs(kept) if kept is not None else None
    exact = _sha_out_of_reach(overview.merge_request, overview.pipeline, runs)
    if runs is None or exact:
        again = _ask(task, tools, target, wants_runs=runs is None, exact_sha=exact)
        runs = usable_runs([*(runs or ()), *(again.runs or ())])
    tools.store.remember_baseline_runs(task.project.id, target, write_runs(runs))
    return overview


def _sha_out_of_reach(merge_request: MergeRequest, pipeline: Pipeline, runs: Sequence[Pipeline] | None) -> str | None:
    """Return the commit to compare with when its run may be older than the newest ones that we know."""
    is_merged = pipeline.kind in MERGED
    has_all = runs is not None and len(runs) < MOST_RUNS
    if is_merged or has_all or any(run.sha == merge_request.base_sha for run in runs or ()):
        return None
    return merge_request.base_sha


def _ask(
    task: ReviewPipeline, tools: Toolbox, target: str | None, *, wants_runs: bool, exact_sha: str | None = None
) -> Overview:
    return tools.gitlab.overview(
        Question(
            project_id=task.project.id,
            project_path=task.project.path,
            merge_request_iid=task.merge_request_iid,
            source_branch=task.source_branch,
            target_branch=target,
            wants_runs=wants_runs and target is not None,
            runs=tools.settings.baseline_runs,
            exact_sha=exact_sha,
        )
    )


def _refusal(task: ReviewPipeline, overview: Overview, tools: Toolbox) -> NothingToReview | NotYet | None:
    merge_request, pipeline = overview.merge_request, overview.pipeline
    if merge_request is None:
        return NothingToReview("no open merge request for this pipeline")
    if merge_request.state != "opened":
        return NothingToReview(f"!{merge_request.iid} is {merge_request.state}")
    if _is_behind(task, pipeline) and _may_be_lag(task, tools):
        return NotYet(STALE_SECONDS, f"GitLab does not show yet that pipeline {task.pipeline_id} has finished")
    return _refusal_of_pipeline(merge_request, pipeline)


def _is_behind(task: ReviewPipeline, pipeline: Pipeline | None) -> bool:
    """Tell whether the API shows an older state than the hook that finished a pipeline."""
    if not task.is_finished or task.pipeline_id is None:
        return False
    if pipeline is None or pipeline.id < task.pipeline_id:
        return True
    return pipeline.id == task.pipeline_id and not pipeline.is_finished


def _may_be_lag(task: ReviewPipeline, tools: Toolbox) -> bool:
    now = tools.now().timestamp()
    since = tools.store.first_looked_at(task.project.id, task.pipeline_id or 0, now)
    return now - since < STALEST_SECONDS


def _refusal_of_pipeline(merge_request: MergeRequest, pipeline: Pipeline | None) -> NothingToReview | NotYet | None:
    if pipeline is None:
        return NothingToReview("the merge request has no pipeline; its hook will come")
    if pipeline.is_finished:
        return None
    if pipeline.project_id != merge_request.project_id:
        return NotYet(FORK_SECONDS, f"pipeline {pipeline.id} runs in a fork")
    return NothingToReview(f"pipeline {pipeline.id} is {pipeline.status}; its hook will come")


class _Gathering:
    """Gathers the facts of one pipeline."""

    def __init__(self, tools: Toolbox, overview: Overview, merge_request: MergeRequest, pipeline: Pipeline) -> None:
        self._tools = tools
        self._overview = overview
        self._merge_request = merge_request
        self._pipeline = pipeline
        held = tools.store.baseline_runs(merge_request.project_id, merge_request.target_branch)
        self._runs = [run for run in read_runs(held or ()) if run.id < pipeline.id]
        self._notices: list[str] = []
        # A fork's pipeline pushes into the fork.
        self._paths = tuple(dict.fromkeys((merge_request.project_path, overview.pipeline_project_path)))

    def gather(self) -> Gathered:
        config, problems = read_repo_config(self._overview.config_text)
        jobs = self._image_jobs()
        wanted = self._wanted_sha()
        before = {job.name: found for job in jobs if (found := self._baseline_job(job.name, wanted))}
        images, baseline_images = self._images(jobs, before)
        facts = ReviewFacts(
            merge_request=self._merge_request,
            pipeline=self._pipeline,
            image_jobs=jobs,
            images=images,
            baseline=self._baseline(wanted, jobs, before, baseline_images),
            config=config,
            web_url=self._overview.web_url,
            config_problems=problems,
            notices=tuple(sorted(self._notices)),
            pipeline_web_url=self._pipeline_web_url(),
            complaint=self._tools.store.complaint(self._merge_request.project_id, self._merge_request.iid),
        )
        return Gathered(facts, self._overview.has_commented)

    def _pipeline_web_url(self) -> str:
        """Return the address of the project that the pipeline ran in."""
        root = self._overview.web_url.removesuffix(self._merge_request.project_path)
        return f"{root}{self._overview.pipeline_project_path}"

    def _image_jobs(self) -> tuple[Job, ...]:
        done = [job for job in self._pipeline.jobs if job.status == "success"]
        known = self._tools.store.image_jobs(self._pipeline.project_id)
        if unknown := [job.name for job in done if job.name not in known]:
            # Lint needs a role that nobody gives us in a fork.
            is_ours = self._pipeline.project_id == self._merge_request.project_id
            read = self._tools.gitlab.ci_definition if is_ours else self._tools.gitlab.ci_file
            definition = read(self._pipeline.project_id, self._pipeline.sha)
            found = image_job_names(definition, unknown)
            known |= {name: name in found for name in unknown}
            self._tools.store.remember_image_jobs(self._pipeline.project_id, known)
        return tuple(job for job in done if known[job.name])

    def _wanted_sha(self) -> str | None:
        """Return the commit of the target branch that this pipeline is to be compared with."""
        if self._pipeline.kind in MERGED:
            # The merge commit's first parent is the target branch as it was.
            parents = self._tools.gitlab.parents(self._pipeline.project_id, self._pipeline.sha)
            return parents[0] if parents else None
        return self._merge_request.base_sha

    def _baseline_job(self, name: str, wanted: str | None) -> tuple[Pipeline, Job] | None:
        """Return the job of that name in the run of the wanted commit, else in the newest run that had it."""
        for run in sorted(self._runs, key=lambda run: (run.sha != wanted, -run.id)):
            for job in run.jobs:
                if job.name == name and job.status == "success":
                    return run, job
        return None

    def _images(
        self, jobs: Sequence[Job], before: dict[str, tuple[Pipeline, Job]]
    ) -> tuple[tuple[Image, ...], dict[str, BaselineImage]]:
        source, target = self._pipeline.project_id, self._merge_request.project_id
        old = list(before.values())
        places = [(source, job) for job in jobs] + [(target, job) for _, job in old]
        pushes = _side_by_side(lambda place: self._pushes(*place), places)
        mine = self._named(jobs, pushes[: len(jobs)], [self._pipeline])
        # Images of several jobs are told apart only when they are named together, as those of our pipeline are.
        theirs = self._named([job for _, job in old], pushes[len(jobs) :], [run for run, _ in old])
        read = _side_by_side(lambda one: self._read(*one), [*mine, *theirs])
        jobs_of_mine = {image.name: image.job_name for image in read[: len(mine)]}
        baseline = {
            image.name: BaselineImage(image, before[image.job_name][0].id, before[image.job_name][0].sha)
            for image in read[len(mine) :]
            if jobs_of_mine.get(image.name, image.job_name) == image.job_name
        }
        return tuple(read[: len(mine)]), baseline

    def _pushes(self, project_id: int, job: Job) -> tuple[PushedImage, ...]:
        known = self._tools.store.pushes(project_id, job.id)
        if known is not None:
            return known
        reader = PushReader()
        try:
            for chunk in self._tools.gitlab.trace(project_id, job.id):
                reader.feed(chunk)
        except NotThere:
            self._notices.append(f"The log of job {job.id} is gone, so its images are not known.")
            return ()
        except NotAllowed:
            if project_id == self._merge_request.project_id:
                raise
            # Nobody owes us a role in a fork, and to ask again would not help.
            self._notices.append(f"The log of job {job.id} may not be read; the fork has to grant the role Reporter.")
            return ()
        found = reader.finish()
        self._tools.store.remember_pushes(project_id, job.id, found)
        return found

    def _named(
        self, jobs: Sequence[Job], pushes: Sequence[tuple[PushedImage, ...]], pipelines: Sequence[Pipeline]
    ) -> list[tuple[PushedImage, str, str]]:
        flat = [(push, job.name) for job, found in zip(jobs, pushes, strict=True) for push in found]
        origin = Origin(
            project_paths=self._paths,
            shas=(*(pipeline.sha for pipeline in pipelines), self._merge_request.head_sha),
            branches=(self._merge_request.source_branch, self._merge_request.target_branch),
            numbers=(*(pipeline.id for pipeline in pipelines), self._merge_request.iid),
        )
        names = name_images([push for push, _ in flat], origin)
        once: dict[str, tuple[PushedImage, str, str]] = {}
        for (push, job_name), name in zip(flat, names, strict=True):
            once.setdefault(name, (push, name, job_name))
        return list(once.values())

    def _read(self, push: PushedImage, name: str, job_name: str) -> Image:
        # GitLab's registry writes project paths in lower case.
        paths = [path.lower() for path in self._paths]
        if not any(push.repository == path or push.repository.startswith(f"{path}/") for path in paths):
            # A log is written by whoever writes the build; it must not make us tell the sizes of others' images.
            reference = f"{push.registry}/{push.repository}"
            return Image(name, job_name, reference, push.digest, unread_because="it lies outside this project")
        return self._tools.registry.image(push, name=name, job_name=job_name)

    def _baseline(
        self,
        wanted: str | None,
        jobs: Iterable[Job],
        before: dict[str, tuple[Pipeline, Job]],
        images: dict[str, BaselineImage],
    ) -> Baseline:
        runs = [run for run, _ in before.values()]
        nearest = next((run for run in runs if run.sha == wanted), runs[0] if runs else None)
        return Baseline(
            branch=self._merge_request.target_branch,
            wanted_sha=wanted,
            pipeline_id=nearest.id if nearest else None,
            sha=nearest.sha if nearest else None,
            is_exact=bool(runs) and all(run.sha == wanted for run in runs),
            images=images,
            job_seconds={job.name: self._seconds(job.name) for job in jobs},
        )

    def _seconds(self, name: str) -> tuple[float, ...]:
        return tuple(
            job.duration_seconds
            for run in self._runs
            for job in run.jobs
            if job.name == name and job.status == "success" and job.duration_seconds
        )


def _side_by_side(do: Callable[[One], Other], things: Sequence[One]) -> list[Other]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(do, things))
