"""The overview of a merge request: what one GraphQL request tells, or several REST requests where GraphQL is off."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.facts import Job, MergeRequest, Pipeline, PipelineKind

CI_PATH = ".gitlab-ci.yml"
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

    `exact_sha` asks also for the target branch's run of that commit, however old it is; `wants_notes` for the oldest
    and newest hundred notes, `wants_ci_file` for the CI file at `ci_path` in the head of the merge request. These two
    are asked for when nothing is known yet, and GraphQL alone answers them.
    """

    project_id: int
    project_path: str
    merge_request_iid: int | None = None
    source_branch: str | None = None
    target_branch: str | None = None
    wants_runs: bool = True
    runs: int = 20
    exact_sha: str | None = None
    wants_notes: bool = False
    wants_ci_file: bool = False
    ci_path: str = CI_PATH


@dataclass(frozen=True)
class Note:
    """A note of a merge request."""

    id: int
    author_id: int
    body: str
    created_at: datetime | None
    is_system: bool


@dataclass(frozen=True)
class Overview:
    """The answer; `runs` are the newest successful pipelines of `runs_of`, newest first, None when not asked for.

    `pipeline_project_path` and `pipeline_project_url` are of the project that the pipeline ran in, a fork perhaps.
    `has_commented` is False only when GitLab says that our user never wrote to this merge request; `own_notes` are
    those of our notes that were seen, None when no notes were asked for.
    `ci_path` is where the project keeps its CI file, `ci_text` that file. `gitlab_version` is "" where nobody asked.
    `changed_paths` are the new names of the files that the merge request changes, None where they are not known.
    """

    project_id: int
    project_path: str
    web_url: str
    own_user_id: int
    config_text: str | None
    merge_request: MergeRequest | None
    pipeline: Pipeline | None
    pipeline_project_path: str
    pipeline_project_url: str
    has_commented: bool = True
    own_notes: tuple[Note, ...] | None = None
    ci_path: str = CI_PATH
    ci_text: str | None = None
    runs_of: str | None = None
    runs: tuple[Pipeline, ...] | None = field(default=None)
    gitlab_version: str = ""
    changed_paths: tuple[str, ...] | None = None


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


def runner_class(kind: str, tags: Iterable[str] | None) -> str:
    """Return what runners have in common that take the same jobs: whose they are, and the tags that a job asks for.

    `kind` is GraphQL's or REST's word for whose the runner is, "" where our role is not told.
    """
    whose = {"": (), "INSTANCE_TYPE": ("shared",)}.get(kind.upper(), ("own",))
    return " ".join((*whose, *sorted(tags or ())))


def rest_job(row: dict[str, Any], stage: int = 0) -> Job:
    """Return a job as the REST API lists it; which jobs it needs REST does not tell."""
    runner = row.get("runner")
    kind = ("INSTANCE_TYPE" if runner["is_shared"] else "PROJECT_TYPE") if runner else ""
    return Job(
        id=row["id"],
        name=row["name"],
        status=row["status"],
        duration_seconds=row["duration"],
        queued_seconds=row["queued_duration"],
        finished_at=time_of(row["finished_at"]),
        runner=runner_class(kind, row.get("tag_list")),
        stage=stage,
    )
