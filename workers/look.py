"""Looks at a merge request before anything else is asked: what it is, how its target was built, what there is to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts import MergeRequest, Pipeline, PipelineKind
from bot.tasks import ReviewPipeline
from workers.clients.gitlab import Overview
from workers.clients.gitlab.overview import Question, usable_runs
from workers.clients.gitlab.rest import MOST_RUNS
from workers.runs import counting, read_runs, write_runs
from workers.toolbox import Toolbox

MERGED = frozenset({PipelineKind.MERGED_RESULT, PipelineKind.MERGE_TRAIN})
STALE_SECONDS = 2.0
"""GitLab's API can lag behind its own hooks by a moment."""
STALEST_SECONDS = 10.0
"""Later than that it is no lag: a pipeline of the branch need not become the merge request's (a child's never does)."""
FORK_SECONDS = 60.0
"""The hooks of a fork's pipeline go to the fork, so we have to look again ourselves."""
USUAL_TARGET = "main"


@dataclass(frozen=True)
class NothingToReview:
    """There is nothing to say about this; `reason` is for the log, and for a person who asked."""

    reason: str


@dataclass(frozen=True)
class NotYet:
    """The facts are not complete, and no hook will tell when they are."""

    seconds: float
    reason: str


def look(task: ReviewPipeline, tools: Toolbox) -> Overview | NothingToReview | NotYet:
    """Return the overview, with a merge request and a finished pipeline in it, or why there is nothing to review."""
    if task.is_finished and task.source_branch and task.merge_request_iid is None:
        # The branch may be the target of others, and has a newer run now.
        tools.store.forget_baseline_runs(task.project.id, task.source_branch)
    overview = _overview(task, tools)
    return _refusal(task, overview, tools) or overview


def _overview(task: ReviewPipeline, tools: Toolbox) -> Overview:
    """Ask once; ask again when the merge request aims at another branch than we thought, or began long ago."""
    thought = task.target_branch or tools.store.usual_target(task.project.id) or USUAL_TARGET
    held = tools.store.baseline_runs(task.project.id, thought)
    overview = tools.gitlab.overview(_question(task, tools, thought, wants_runs=held is None))
    if overview.merge_request is None:
        _keep_runs(task, overview, tools)
    if overview.merge_request is None or overview.pipeline is None or not _is_over(task, overview.pipeline):
        return overview
    target = overview.merge_request.target_branch
    kept = held if target == thought else tools.store.baseline_runs(task.project.id, target)
    known = None if kept is None else read_runs(kept)
    runs = overview.runs if overview.runs_of == target else known
    exact = _sha_out_of_reach(overview.merge_request, overview.pipeline, runs)
    if runs is None or exact:
        question = _second_question(task, tools, overview, overview.merge_request)
        again = tools.gitlab.overview(replace(question, wants_runs=runs is None, exact_sha=exact))
        runs = usable_runs([*(runs or ()), *(again.runs or ())])
        overview = _with_what_is_new(overview, again)
    overview, runs = with_children(overview, tuple(runs), target, tools)
    tools.store.remember_usual_target(task.project.id, target)
    if runs != known:
        tools.store.remember_baseline_runs(task.project.id, target, write_runs(runs))
    return replace(overview, runs_of=target, runs=counting(runs))


def _keep_runs(task: ReviewPipeline, overview: Overview, tools: Toolbox) -> None:
    """Keep the runs of a branch that has just run itself: the next merge request need not ask for them.

    GitLab's API can lag behind its hooks, and the hooks of two runs may be worked off side by side: what does not hold
    the run of this hook, or is older than what is kept, is not kept.
    """
    branch, runs = overview.runs_of, overview.runs
    if branch is None or not runs or branch != task.source_branch or runs[0].id != task.pipeline_id:
        return
    _, runs = with_children(replace(overview, pipeline=runs[0]), runs, branch, tools)
    kept = read_runs(tools.store.baseline_runs(task.project.id, branch) or ())
    if not kept or kept[0].id < runs[0].id:
        tools.store.remember_baseline_runs(task.project.id, branch, write_runs(runs))


def with_children(
    overview: Overview, runs: tuple[Pipeline, ...], target: str, tools: Toolbox
) -> tuple[Overview, tuple[Pipeline, ...]]:
    """Ask once more where child pipelines may have built images; those of runs that are known are known too."""
    head = overview.pipeline
    if head is None or not head.has_children:
        return overview, runs
    fresh = [run for run in runs if run.has_children]
    there, home = overview.pipeline_project_path, overview.project_path
    pipeline, found = tools.gitlab.with_children(head, there, home, fresh, target if fresh else None)
    by_id = {run.id: run for run in found}
    return replace(overview, pipeline=pipeline), tuple(by_id.get(run.id, run) for run in runs)


def _is_over(task: ReviewPipeline, pipeline: Pipeline) -> bool:
    return pipeline.is_finished or pipeline.id == task.inside_pipeline_id


def _question(task: ReviewPipeline, tools: Toolbox, target: str, *, wants_runs: bool = True) -> Question:
    iid = task.merge_request_iid
    return Question(
        project_id=task.project.id,
        project_path=task.project.path,
        merge_request_iid=iid,
        source_branch=task.source_branch,
        target_branch=target,
        wants_runs=wants_runs,
        runs=tools.settings.baseline_runs,
        wants_notes=iid is not None and tools.store.note(task.project.id, iid) is None,
        wants_ci_file=not tools.store.image_jobs(task.project.id),
    )


def _second_question(task: ReviewPipeline, tools: Toolbox, overview: Overview, merge_request: MergeRequest) -> Question:
    """Return a question for what the first one could not name: the merge request's own target, note and CI file."""
    known = replace(task, merge_request_iid=merge_request.iid)
    question = _question(known, tools, merge_request.target_branch)
    return replace(
        question,
        wants_notes=question.wants_notes and overview.own_notes is None,
        wants_ci_file=question.wants_ci_file and overview.ci_text is None,
        ci_path=overview.ci_path,
    )


def _with_what_is_new(overview: Overview, again: Overview) -> Overview:
    overview = replace(overview, ci_text=overview.ci_text or again.ci_text)
    if again.own_notes is None:
        return overview
    return replace(overview, own_notes=again.own_notes, has_commented=again.has_commented)


def _sha_out_of_reach(merge_request: MergeRequest, pipeline: Pipeline, runs: Sequence[Pipeline] | None) -> str | None:
    """Return the commit to compare with when its run may be older than the newest ones that we know."""
    is_merged = pipeline.kind in MERGED
    has_all = runs is not None and len(runs) < MOST_RUNS
    if is_merged or has_all or any(run.sha == merge_request.base_sha for run in runs or ()):
        return None
    return merge_request.base_sha


def _refusal(task: ReviewPipeline, overview: Overview, tools: Toolbox) -> NothingToReview | NotYet | None:
    merge_request, pipeline = overview.merge_request, overview.pipeline
    if merge_request is None:
        return NothingToReview("no open merge request for this pipeline")
    if merge_request.state != "opened":
        return NothingToReview(f"!{merge_request.iid} is {merge_request.state}")
    if _is_behind(task, pipeline) and _may_be_lag(task, tools):
        return NotYet(STALE_SECONDS, f"GitLab does not show yet that pipeline {task.pipeline_id} has finished")
    if pipeline is None:
        return NothingToReview("this merge request has no pipeline yet")
    return None if _is_over(task, pipeline) else _refusal_of_pipeline(merge_request, pipeline)


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


def _refusal_of_pipeline(merge_request: MergeRequest, pipeline: Pipeline) -> NothingToReview | NotYet:
    reason = f"pipeline #{pipeline.id} is {pipeline.status}; the comment comes when it has finished"
    if pipeline.project_id != merge_request.project_id:
        return NotYet(FORK_SECONDS, f"{reason}, in the fork")
    return NothingToReview(reason)
