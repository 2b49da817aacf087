"""The bodies of pipeline, job and deployment hooks."""

from typing import Any

from tests.fakes.gitlab.clock import iso, iso_seconds
from tests.fakes.gitlab.payloads import parts
from tests.fakes.gitlab.payloads.merge_requests import short_merge_request
from tests.fakes.gitlab.payloads.parts import NOBODY, Style
from tests.fakes.gitlab.state import Job, Pipeline

LABELS = {"success": "passed", "manual": "manual action", "scheduled": "delayed"}


def pipeline_body(one: Pipeline, style: Style) -> dict[str, Any]:
    """Return a pipeline hook; the merge request is named only by its own pipelines.

    Retried jobs and bridges are left out, and `source_pipeline` is absent without an upstream.
    """
    body = {
        "object_kind": "pipeline",
        "object_attributes": _attributes(one, style),
        "merge_request": short_merge_request(one.merge_request, style) if one.merge_request else None,
        "user": parts.user(one.user),
        "project": parts.project(one.project, style, backward=False),
        "commit": parts.commit(one.project, one.sha, style),
        "builds": [_build(job, one, style) for job in one.latest_jobs],
    }
    return body | _source(one, style)


def _attributes(one: Pipeline, style: Style) -> dict[str, Any]:
    return {
        "id": one.id,
        "iid": one.iid,
        "name": one.name,
        "ref": one.ref,
        "tag": False,
        "sha": one.sha,
        "before_sha": NOBODY,
        "source": one.source,
        "status": one.status,
        "detailed_status": detailed_status(one),
        "stages": one.stages,
        "created_at": style.time(one.created_at),
        "finished_at": style.time(one.finished_at),
        "duration": one.duration,
        "queued_duration": round(min((job.queued for job in one.latest_jobs), default=0)),
        "protected_ref": one.ref in one.project.protected_branches,
        "variables": [{"key": key, "value": value} for key, value in one.variables.items()],
        "url": f"{style.url}/{one.project.path}/-/pipelines/{one.id}",
    }


def detailed_status(one: Pipeline) -> str:
    """Return the label that people see."""
    has_warning = one.status == "success" and any(job.status == "failed" for job in one.latest_jobs)
    return "passed with warnings" if has_warning else LABELS.get(one.status, one.status)


def _source(one: Pipeline, style: Style) -> dict[str, Any]:
    if one.upstream is None or one.upstream_pipeline is None:
        return {}
    project = one.upstream_pipeline.project
    where = {"id": project.id, "web_url": f"{style.url}/{project.path}", "path_with_namespace": project.path}
    pipeline_id, job_id = one.upstream_pipeline.id, one.upstream.id
    return {"source_pipeline": {"project": where, "pipeline_id": pipeline_id, "job_id": job_id}}


def _build(job: Job, of: Pipeline, style: Style) -> dict[str, Any]:
    return {
        "id": job.id,
        "stage": job.stage,
        "name": job.name,
        "status": job.status,
        "created_at": style.time(job.created_at),
        "started_at": style.time(job.started_at),
        "finished_at": style.time(job.finished_at),
        "duration": job.duration,
        "queued_duration": job.queued,
        "failure_reason": job.failure_reason if job.status == "failed" else None,
        "when": job.when,
        "manual": job.when == "manual",
        "allow_failure": job.allow_failure,
        "user": parts.user(of.user),
        "runner": parts.runner(job),
        "artifacts_file": {"filename": None, "size": None},
        "environment": parts.environment(job),
    }


def job_body(of: Pipeline, job: Job, style: Style) -> dict[str, Any]:
    """Return a job hook: its commit.id is the pipeline's id, and a job that did not fail has a reason all the same."""
    body = {
        "object_kind": "build",
        "ref": of.rest_ref,
        "tag": False,
        "before_sha": NOBODY,
        "sha": of.sha,
        "retries_count": job.retries,
        "build_id": job.id,
        "build_name": job.name,
        "build_stage": job.stage,
        "build_status": job.status,
        **_job_times(job),
        "build_duration": job.duration if job.finished_at else None,
        "build_queued_duration": job.queued,
        "build_allow_failure": job.allow_failure,
        "build_failure_reason": job.failure_reason or "unknown_failure",
        "pipeline_id": of.id,
        "runner": parts.runner(job),
        "project_id": of.project.id,
        "project_name": of.project.path.replace("/", " / "),
        "user": parts.user(of.user),
        "commit": _job_commit(of, style),
        "repository": parts.repository(of.project, style),
        "project": parts.project(of.project, style, backward=False),
        "environment": parts.environment(job),
    }
    return body | _source(of, style)


def _job_times(job: Job) -> dict[str, Any]:
    moments = {"created": job.created_at, "started": job.started_at, "finished": job.finished_at}
    exact = {f"build_{name}_at": iso(moment) for name, moment in moments.items()}
    return exact | {f"build_{name}_at_iso": iso_seconds(moment) for name, moment in moments.items()}


def _job_commit(of: Pipeline, style: Style) -> dict[str, Any]:
    commit = of.project.commits.get(of.sha)
    return {
        "id": of.id,
        "name": of.name,
        "sha": of.sha,
        "message": commit.message if commit else None,
        "author_name": of.user.name,
        "author_email": parts.REDACTED,
        "author_url": f"{style.url}/{of.user.username}",
        "status": of.status,
        "duration": of.duration,
        "started_at": style.time(of.created_at),
        "finished_at": style.time(of.finished_at),
        "started_at_iso": iso_seconds(of.created_at),
        "finished_at_iso": iso_seconds(of.finished_at),
    }


def deployment_body(of: Pipeline, job: Job, style: Style) -> dict[str, Any]:
    """Return a deployment hook."""
    commit = of.project.commits[of.sha]
    home = f"{style.url}/{of.project.path}"
    return {
        "object_kind": "deployment",
        "status": job.status,
        "status_changed_at": (job.finished_at or job.created_at)
        .astimezone(style.zone)
        .strftime("%Y-%m-%d %H:%M:%S %z"),
        "deployment_id": job.id,
        "deployable_id": job.id,
        "deployable_url": f"{home}/-/jobs/{job.id}",
        "environment": job.environment,
        "environment_tier": job.environment,
        "environment_slug": job.environment,
        "environment_external_url": f"https://{job.environment}.example.com",
        "project": parts.project(of.project, style),
        "short_sha": of.sha[:8],
        "user": parts.user(of.user),
        "user_url": f"{style.url}/{of.user.username}",
        "commit_url": f"{home}/-/commit/{of.sha}",
        "commit_title": commit.title,
    }
