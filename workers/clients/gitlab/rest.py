"""Asks for the overview by REST, where GraphQL is switched off or refuses."""

from typing import Any
from urllib.parse import quote

from bot.errors import NotThere
from bot.facts import Job, MergeRequest, Pipeline
from bot.repo_config import FILE_NAME
from workers.clients.gitlab.connection import Connection
from workers.clients.gitlab.overview import CI_PATH, Overview, Question, kind_of, rest_job, time_of, usable_runs

MOST_RUNS = 5
"""By REST every run costs a request for its jobs."""


def ask(connection: Connection, question: Question) -> Overview:
    """Return the overview; raise NotThere for a project we may not see."""
    project = connection.read("the project", f"/projects/{question.project_id}")
    row = _merge_request_row(connection, question)
    head = row.get("head_pipeline") if row else None
    runs = _runs(connection, question)
    home = _project_of(connection, head["project_id"] if head else project["id"], project)
    return Overview(
        project_id=question.project_id,
        project_path=project["path_with_namespace"],
        web_url=project["web_url"],
        own_user_id=connection.read("our own user", "/user")["id"],
        config_text=read_file(connection, question.project_id, FILE_NAME, "HEAD"),
        merge_request=_merge_request(project, row) if row else None,
        pipeline=pipeline_with_jobs(connection, head) if head else None,
        pipeline_project_path=home["path_with_namespace"],
        pipeline_project_url=home["web_url"],
        ci_path=project.get("ci_config_path") or CI_PATH,
        runs_of=question.target_branch if runs is not None else None,
        runs=runs,
    )


def read_file(connection: Connection, project_id: int, path: str, ref: str) -> str | None:
    """Return a file's text, None when it does not exist."""
    try:
        raw: Any = connection.read(
            f"the file {path}", f"/projects/{project_id}/repository/files/{quote(path, safe='')}/raw", ref=ref
        )
    except NotThere:
        return None
    return str(raw.content.decode(errors="replace"))


def _merge_request_row(connection: Connection, question: Question) -> Any:
    base = f"/projects/{question.project_id}/merge_requests"
    iid = question.merge_request_iid
    if iid is None:
        rows = connection.read("the merge requests", base, source_branch=question.source_branch, state="opened")
        iid = next((row["iid"] for row in rows if row["source_project_id"] == question.project_id), None)
    return connection.read("the merge request", f"{base}/{iid}") if iid else None


def _merge_request(project: Any, row: Any) -> MergeRequest:
    return MergeRequest(
        project_id=project["id"],
        project_path=project["path_with_namespace"],
        iid=row["iid"],
        state=row["state"],
        source_branch=row["source_branch"],
        target_branch=row["target_branch"],
        source_project_id=row["source_project_id"],
        head_sha=row["sha"] or "",
        base_sha=(row.get("diff_refs") or {}).get("base_sha"),
    )


def _project_of(connection: Connection, project_id: int, home: Any) -> Any:
    """Return the project a pipeline ran in, which for a fork's pipeline is not the home."""
    return home if project_id == home["id"] else connection.read("the fork", f"/projects/{project_id}")


def jobs_of(connection: Connection, project_id: int, pipeline_id: int, *, first_page: int = 1) -> tuple[Job, ...]:
    """Return the jobs of a pipeline that count, from a page of a hundred on."""
    path = f"/projects/{project_id}/pipelines/{pipeline_id}/jobs"
    rows = list(connection.rows("the jobs", path, first_page=first_page))
    # The oldest come last, and GitLab makes the jobs of a pipeline stage by stage.
    stages = list(dict.fromkeys(row["stage"] for row in reversed(rows)))
    return tuple(rest_job(row, stages.index(row["stage"])) for row in rows)


def pipeline_with_jobs(connection: Connection, row: Any) -> Pipeline:
    """Return a pipeline of a list together with its jobs."""
    project_id = row["project_id"]
    return Pipeline(
        id=row["id"],
        project_id=project_id,
        sha=row["sha"],
        status=row["status"],
        source=row.get("source") or "",
        kind=kind_of(None, row["ref"]),
        finished_at=time_of(row.get("finished_at") or row.get("updated_at")),
        jobs=jobs_of(connection, project_id, row["id"]),
        # Trigger jobs are listed apart, so nobody knows yet.
        has_children=True,
    )


def _runs(connection: Connection, question: Question) -> tuple[Pipeline, ...] | None:
    if question.target_branch is None or not (question.wants_runs or question.exact_sha):
        return None
    rows: list[Any] = []
    if question.wants_runs:
        rows += _successful(connection, question, per_page=min(question.runs, MOST_RUNS))
    if question.exact_sha:
        rows += _successful(connection, question, per_page=1, sha=question.exact_sha)
    by_id = {row["id"]: {**row, "project_id": question.project_id} for row in rows}
    return usable_runs([pipeline_with_jobs(connection, row) for row in by_id.values()])


def _successful(connection: Connection, question: Question, **query: Any) -> list[Any]:
    rows: list[Any] = connection.read(
        "the pipelines of the target branch",
        f"/projects/{question.project_id}/pipelines",
        ref=question.target_branch,
        status="success",
        **query,
    )
    return rows
