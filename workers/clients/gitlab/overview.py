"""The overview of a merge request: what one GraphQL request tells, or several REST requests where GraphQL is off."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.facts import Job, MergeRequest, Pipeline, PipelineKind

DANGLING = frozenset(
    {
        "webide",
        "parent_pipeline",
        "ondemand_dast_scan",
        "ondemand_dast_validation",
        "security_orchestration_policy",
        "container_registry_push",
        "duo_workflow",
        "pipeline_execution_policy_schedule",
    }
)
"""Sources of pipelines that say nothing about a branch (GitLab leaves them out of a branch's newest pipeline too)."""


@dataclass(frozen=True)
class Question:
    """What to ask; `merge_request_iid` or `source_branch` names the merge request.

    `exact_sha` asks also for the target branch's run of that commit, however old it is.
    """

    project_id: int
    project_path: str
    merge_request_iid: int | None = None
    source_branch: str | None = None
    target_branch: str | None = None
    wants_runs: bool = True
    runs: int = 20
    exact_sha: str | None = None


@dataclass(frozen=True)
class Overview:
    """The answer; `runs` are the newest successful pipelines of `runs_of`, newest first, None when not asked for.

    `pipeline_project_path` is the project that the pipeline ran in: for a fork's pipeline the fork.
    `has_commented` is False only when GitLab says that our user never wrote to this merge request.
    """

    project_id: int
    project_path: str
    web_url: str
    own_user_id: int
    config_text: str | None
    merge_request: MergeRequest | None
    pipeline: Pipeline | None
    pipeline_project_path: str
    has_commented: bool = True
    runs_of: str | None = None
    runs: tuple[Pipeline, ...] | None = field(default=None)


def time_of(text: str | None) -> datetime | None:
    """Return a time as GitLab's APIs write it."""
    return datetime.fromisoformat(text) if text else None


def kind_of(word: str | None, ref: str = "") -> PipelineKind:
    """Return a pipeline's kind by GraphQL's event type or by REST's ref (refs/merge-requests/1/merge)."""
    ends = {"head": "DETACHED", "merge": "MERGED_RESULT", "train": "MERGE_TRAIN"}
    if word is None and ref.startswith("refs/merge-requests/"):
        word = ends.get(ref.rsplit("/", 1)[-1])
    return PipelineKind(word.lower()) if word else PipelineKind.BRANCH


def usable_runs(runs: list[Pipeline]) -> tuple[Pipeline, ...]:
    """Return the runs that speak for their branch, newest first."""
    by_id = {run.id: run for run in runs if run.source not in DANGLING}
    return tuple(by_id[number] for number in sorted(by_id, reverse=True))


def rest_job(row: dict[str, Any]) -> Job:
    """Return a job as the REST API lists it."""
    return Job(
        id=row["id"],
        name=row["name"],
        status=row["status"],
        duration_seconds=row["duration"],
        queued_seconds=row["queued_duration"],
        finished_at=time_of(row["finished_at"]),
    )
