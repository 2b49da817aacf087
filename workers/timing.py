"""The command that tells the times of one pipeline: gathered and judged as for a comment, without images."""

import json
from dataclasses import dataclass, replace

from bot.checks.time import check
from bot.errors import UserError
from bot.facts import MergeRequest, Pipeline
from bot.findings import PipelineTimeFinding, TimeFinding
from bot.reports.time_json import as_json
from bot.reports.time_text import as_text
from workers.clients.gitlab import Overview
from workers.clients.gitlab.overview import Question
from workers.explanation_format import Format
from workers.gather import gather_times
from workers.look import with_children
from workers.runs import counting, write_runs
from workers.toolbox import Toolbox

REQUEST_REF = "refs/merge-requests/"


@dataclass(frozen=True)
class Asked:
    """A pipeline that a person asked for, and what it is compared with."""

    overview: Overview
    merge_request: MergeRequest
    pipeline: Pipeline


def time_pipeline(tools: Toolbox, project: str, pipeline_id: int, output: Format) -> str:
    """Return the times of a pipeline as text or JSON; raise UserError for one that has not ended."""
    asked = _ask(tools, project, pipeline_id)
    facts = gather_times(tools, asked.overview, asked.merge_request, asked.pipeline)
    findings = list(check(facts))
    times = [one for one in findings if isinstance(one, TimeFinding)]
    whole = next((one for one in findings if isinstance(one, PipelineTimeFinding)), None)
    if output is Format.TEXT:
        return as_text(facts, times, whole)
    return json.dumps(as_json(facts, times, whole), indent=2, ensure_ascii=False)


def _ask(tools: Toolbox, name: str, pipeline_id: int) -> Asked:
    project, default_branch = tools.gitlab.project_and_branch(name)
    pipeline, ref = tools.gitlab.pipeline(project.id, pipeline_id)
    if not pipeline.is_finished:
        raise UserError(
            f"pipeline {pipeline_id} of {project.path} is {pipeline.status}; its times are known at its end"
        )
    iid = ref.removeprefix(REQUEST_REF).partition("/")[0] if ref.startswith(REQUEST_REF) else None
    question = Question(
        project_id=project.id,
        project_path=project.path,
        merge_request_iid=int(iid) if iid else None,
        source_branch=None if iid else ref,
        target_branch=default_branch,
        runs=tools.settings.baseline_runs,
    )
    overview = tools.gitlab.overview(question)
    request = overview.merge_request
    if request and request.target_branch != default_branch:
        overview = tools.gitlab.overview(replace(question, target_branch=request.target_branch))
    if overview.pipeline and overview.pipeline.id == pipeline.id:
        # GraphQL tells what REST does not: which jobs a job needs, and how often it was tried.
        pipeline = overview.pipeline
    request = overview.merge_request or _without_request(overview, pipeline, ref, default_branch)
    overview, runs = with_children(
        replace(overview, pipeline=pipeline), overview.runs or (), request.target_branch, tools
    )
    tools.store.remember_baseline_runs(project.id, request.target_branch, write_runs(runs))
    return Asked(replace(overview, runs=counting(runs)), request, overview.pipeline or pipeline)


def _without_request(overview: Overview, pipeline: Pipeline, ref: str, branch: str) -> MergeRequest:
    """Return what stands for the merge request of a branch that has none: it would aim at the default branch."""
    project_id = overview.project_id
    return MergeRequest(project_id, overview.project_path, 0, "", ref, branch, project_id, pipeline.sha)
