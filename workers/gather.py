"""Gathers the facts of one review: few requests, side by side, and only what is not known yet."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import NotThere
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
from workers.clients.gitlab.overview import Question
from workers.runs import read_runs, write_runs
from workers.toolbox import Toolbox

One = TypeVar("One")
Other = TypeVar("Other")

AT_ONCE = 8
STALE_SECONDS = 2.0
"""GitLab's API can lag behind its own hooks by a moment."""
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
    overview = _overview(task, tools)
    refusal = _refusal(task, overview, tools)
    if refusal:
        return refusal
    merge_request, pipeline = overview.merge_request, overview.pipeline
    if merge_request is None or pipeline is None:
        raise RuntimeError("a review without a pipeline was not refused")
    return _Gathering(tools, overview, merge_request, pipeline).gather()


def _overview(task: ReviewPipeline, tools: Toolbox) -> Overview:
    """Ask once; ask the baseline again when the merge request aims at another branch than we thought."""
    held = tools.store.baseline_runs(task.project.id, task.target_branch or "")
    overview = _ask(task, tools, task.target_branch, wants_runs=held is None)
    if overview.merge_request is None:
        return overview
    target = overview.merge_request.target_branch
    if overview.runs_of == target and overview.runs is not None:
        tools.store.remember_baseline_runs(task.project.id, target, write_runs(overview.runs))
    elif tools.store.baseline_runs(task.project.id, target) is None:
        again = _ask(task, tools, target, wants_runs=True)
        tools.store.remember_baseline_runs(task.project.id, target, write_runs(again.runs or ()))
    return overview


def _ask(task: ReviewPipeline, tools: Toolbox, target: str | None, *, wants_runs: bool) -> Overview:
    return tools.gitlab.overview(
        Question(
            project_id=task.project.id,
            project_path=task.project.path,
            merge_request_iid=task.merge_request_iid,
            source_branch=task.source_branch,
            target_branch=target,
            wants_runs=wants_runs and target is not None,
            runs=tools.settings.baseline_runs,
        )
    )


def _refusal(  # noqa: PLR0911 - one line per reason
    task: ReviewPipeline, overview: Overview, tools: Toolbox
) -> NothingToReview | NotYet | None:
    merge_request, pipeline = overview.merge_request, overview.pipeline
    if merge_request is None:
        if task.is_finished and task.source_branch:
            tools.store.forget_baseline_runs(task.project.id, task.source_branch)
        return NothingToReview("no open merge request for this pipeline")
    if merge_request.state != "opened":
        return NothingToReview(f"!{merge_request.iid} is {merge_request.state}")
    is_behind = task.is_finished and task.pipeline_id is not None
    if pipeline is None or (is_behind and pipeline.id < (task.pipeline_id or 0)):
        return NotYet(STALE_SECONDS, "GitLab does not show the pipeline yet") if is_behind else _no_pipeline()
    if pipeline.is_finished:
        return None
    if is_behind and pipeline.id == task.pipeline_id:
        return NotYet(STALE_SECONDS, f"GitLab still calls pipeline {pipeline.id} {pipeline.status}")
    if pipeline.project_id != merge_request.project_id:
        return NotYet(FORK_SECONDS, f"pipeline {pipeline.id} runs in a fork")
    return NothingToReview(f"pipeline {pipeline.id} is {pipeline.status}; its hook will come")


def _no_pipeline() -> NothingToReview:
    return NothingToReview("the merge request has no pipeline; its hook will come")


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
            notices=tuple(self._notices),
        )
        return Gathered(facts, self._overview.has_commented)

    def _image_jobs(self) -> tuple[Job, ...]:
        done = [job for job in self._pipeline.jobs if job.status == "success"]
        known = self._tools.store.image_jobs(self._pipeline.project_id)
        if unknown := [job.name for job in done if job.name not in known]:
            definition = self._tools.gitlab.ci_definition(self._pipeline.project_id, self._pipeline.sha)
            found = image_job_names(definition, unknown)
            known |= {name: name in found for name in unknown}
            self._tools.store.remember_image_jobs(self._pipeline.project_id, known)
        return tuple(job for job in done if known[job.name])

    def _wanted_sha(self) -> str | None:
        """Return the commit of the target branch that this pipeline is to be compared with."""
        if self._pipeline.kind in {PipelineKind.MERGED_RESULT, PipelineKind.MERGE_TRAIN}:
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
        mine = self._named(jobs, pushes[: len(jobs)], self._pipeline)
        theirs = [
            (run, one)
            for (run, job), found in zip(old, pushes[len(jobs) :], strict=True)
            for one in self._named([job], [found], run)
        ]
        read = _side_by_side(lambda one: self._read(*one), [*mine, *(one for _, one in theirs)])
        baseline = {
            image.name: BaselineImage(image, run.id, run.sha)
            for (run, _), image in zip(theirs, read[len(mine) :], strict=True)
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
        found = reader.finish()
        self._tools.store.remember_pushes(project_id, job.id, found)
        return found

    def _named(
        self, jobs: Sequence[Job], pushes: Sequence[tuple[PushedImage, ...]], pipeline: Pipeline
    ) -> list[tuple[PushedImage, str, str]]:
        flat = [(push, job.name) for job, found in zip(jobs, pushes, strict=True) for push in found]
        origin = Origin(
            project_paths=(self._merge_request.project_path, self._overview.project_path),
            shas=(pipeline.sha, self._merge_request.head_sha),
            branches=(self._merge_request.source_branch, self._merge_request.target_branch),
            numbers=(pipeline.id, self._merge_request.iid),
        )
        names = name_images([push for push, _ in flat], origin)
        once: dict[str, tuple[PushedImage, str, str]] = {}
        for (push, job_name), name in zip(flat, names, strict=True):
            once.setdefault(name, (push, name, job_name))
        return list(once.values())

    def _read(self, push: PushedImage, name: str, job_name: str) -> Image:
        path = self._merge_request.project_path
        is_ours = push.repository == path or push.repository.startswith(f"{path}/")
        if not is_ours and not self._merge_request.is_from_fork:
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
