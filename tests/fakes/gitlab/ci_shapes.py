"""The JSON of the REST API for pipelines and jobs."""

from typing import Any

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.clock import iso
from tests.fakes.gitlab.payloads.parts import NOBODY
from tests.fakes.gitlab.payloads.pipelines import LABELS
from tests.fakes.gitlab.state import Job, Pipeline


def pipeline(one: Pipeline, url: str) -> dict[str, Any]:
    """Return a pipeline as lists show it: without its end."""
    return {
        "id": one.id,
        "iid": one.iid,
        "project_id": one.project.id,
        "sha": one.sha,
        "ref": one.rest_ref,
        "status": one.status,
        "source": one.source,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "web_url": f"{url}/{one.project.path}/-/pipelines/{one.id}",
        "name": one.name,
    }


def whole_pipeline(one: Pipeline, url: str) -> dict[str, Any]:
    """Return a single pipeline."""
    return {
        **pipeline(one, url),
        "before_sha": NOBODY,
        "tag": False,
        "yaml_errors": None,
        "user": shapes.short_user(one.user, url),
        "started_at": iso(one.created_at),
        "finished_at": iso(one.finished_at),
        "committed_at": None,
        "duration": one.duration,
        "queued_duration": round(min((job.queued for job in one.latest_jobs), default=0)),
        "coverage": None,
        "detailed_status": _detailed_status(one),
        "archived": False,
    }


def _detailed_status(one: Pipeline) -> dict[str, Any]:
    label = LABELS.get(one.status, one.status)
    return {
        "icon": f"status_{one.status}",
        "text": label.capitalize(),
        "label": label,
        "group": one.status,
        "tooltip": label,
        "has_details": True,
        "details_path": f"/{one.project.path}/-/pipelines/{one.id}",
        "illustration": None,
        "favicon": f"/assets/ci_favicons/favicon_status_{one.status}.png",
    }


def job(one: Job, of: Pipeline, url: str) -> dict[str, Any]:
    """Return a job."""
    has_ended = one.finished_at is not None
    trace = {"file_type": "trace", "size": len(one.trace), "filename": "job.log", "file_format": "raw"}
    row = {
        **_any_job(one, of, url),
        "artifacts": [trace] if one.trace and has_ended else [],
        "artifacts_expire_at": None,
        "tag_list": list(one.tags),
        "runner": _runner(one) if one.has_runner else None,
        "runner_manager": _runner_manager(one, url) if one.has_runner else None,
        "project": {"ci_job_token_scope_enabled": False},
        "archived": False,
    }
    return row | ({"failure_reason": one.failure_reason} if one.status == "failed" else {})


def bridge(one: Job, of: Pipeline, url: str) -> dict[str, Any]:
    """Return a trigger job with the pipeline that it started."""
    downstream = pipeline(one.downstream, url) if one.downstream else None
    return {**_any_job(one, of, url), "downstream_pipeline": downstream}


def _any_job(one: Job, of: Pipeline, url: str) -> dict[str, Any]:
    commit = of.project.commits.get(of.sha)
    return {
        "id": one.id,
        "status": one.status,
        "stage": one.stage,
        "name": one.name,
        "ref": of.rest_ref,
        "tag": False,
        "coverage": None,
        "allow_failure": one.allow_failure,
        "created_at": iso(one.created_at),
        "started_at": iso(one.started_at),
        "finished_at": iso(one.finished_at),
        "erased_at": None,
        "duration": one.duration,
        "queued_duration": one.queued,
        "user": shapes.user(of.user, url),
        "commit": shapes.commit(commit, of.project, url) if commit else None,
        "pipeline": pipeline(of, url),
        "web_url": f"{url}/{of.project.path}/-/jobs/{one.id}",
    }


def _runner(of: Job) -> dict[str, Any]:
    return {
        "id": 7,
        "description": "docker-7",
        "ip_address": "127.0.0.1",
        "active": True,
        "is_shared": of.runner_type == "instance_type",
        "name": "gitlab-runner",
        "online": True,
        "status": "online",
    }


def _runner_manager(of: Job, url: str) -> dict[str, Any]:
    return {
        "id": 70,
        "system_id": "s_7f3a",
        "version": "19.4.0",
        "revision": "0a1b2c3d",
        "platform": "linux",
        "architecture": "amd64",
        "created_at": iso(of.created_at),
        "contacted_at": iso(of.finished_at or of.created_at),
        "ip_address": "127.0.0.1",
        "status": "online",
    }
