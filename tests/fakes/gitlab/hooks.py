"""The bodies and headers of hooks, with every field that GitLab sends."""

import base64
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.fakes.gitlab.state import Job, MergeRequest, Note, Pipeline, Project, User, hook_time, iso

VERSION = "19.1.0"


@dataclass(frozen=True)
class Subscription:
    """One webhook of a project or a group."""

    path: str
    url: str
    token: str | None
    signing_token: str | None
    events: frozenset[str]


@dataclass
class Delivery:
    """One event on its way to one webhook; delivered again it keeps its Idempotency-Key."""

    subscription: Subscription
    name: str
    body: bytes
    event_uuid: str
    instance: str
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    statuses: list[int] = field(default_factory=list)

    def send(self) -> int:
        """Deliver once, never again by itself; return the answer's status, 0 for none."""
        request = urllib.request.Request(self.subscription.url, data=self.body, headers=self._headers(), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                status = answer.status
        except urllib.error.HTTPError as refused:
            with refused:
                status = refused.code
        except OSError:
            status = 0
        self.statuses.append(status)
        return status

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"GitLab/{VERSION}",
            "X-Gitlab-Event": self.name,
            "X-Gitlab-Instance": self.instance,
            "X-Gitlab-Event-UUID": self.event_uuid,
            "X-Gitlab-Webhook-UUID": str(uuid.uuid4()),
            "Idempotency-Key": self.key,
        }
        if self.subscription.token:
            headers["X-Gitlab-Token"] = self.subscription.token
        return {**headers, **self._signature()}

    def _signature(self) -> dict[str, str]:
        if not self.subscription.signing_token:
            return {}
        stamp = str(int(time.time()))
        key = base64.b64decode(self.subscription.signing_token.removeprefix("whsec_"))
        digest = hmac.digest(key, f"{self.key}.{stamp}.".encode() + self.body, sha256)
        signature = f"v1,{base64.b64encode(digest).decode()}"
        return {"webhook-id": self.key, "webhook-timestamp": stamp, "webhook-signature": signature}


def pipeline_body(pipeline: Pipeline, url: str, user: User) -> bytes:
    """Return a pipeline hook; the merge request is named only by its own pipelines."""
    commit = pipeline.project.commits[pipeline.sha]
    attributes = {
        "id": pipeline.id,
        "iid": pipeline.iid,
        "name": None,
        "ref": pipeline.ref,
        "tag": False,
        "sha": pipeline.sha,
        "before_sha": "0" * 40,
        "source": pipeline.source,
        "status": pipeline.status,
        "detailed_status": "passed" if pipeline.status == "success" else pipeline.status,
        "stages": sorted({job.stage for job in pipeline.jobs}),
        "created_at": hook_time(pipeline.created_at),
        "finished_at": hook_time(pipeline.finished_at),
        "duration": round(sum(job.duration or 0 for job in pipeline.latest_jobs)) if pipeline.finished_at else None,
        "queued_duration": 3,
        "protected_ref": False,
        "variables": [],
        "url": f"{url}/{pipeline.project.path}/-/pipelines/{pipeline.id}",
    }
    body = {
        "object_kind": "pipeline",
        "object_attributes": attributes,
        "merge_request": _merge_request(pipeline.merge_request, url) if pipeline.merge_request else None,
        "user": _user(user),
        "project": _project(pipeline.project, url),
        "commit": _commit(pipeline.project, commit.sha, url),
        "builds": [_build(job, user) for job in pipeline.latest_jobs],
    }
    return json.dumps(body).encode()


def job_body(pipeline: Pipeline, job: Job, url: str, user: User) -> bytes:
    """Return a job hook; its commit.id is the id of the pipeline."""
    commit = pipeline.project.commits[pipeline.sha]
    body = {
        "object_kind": "build",
        "ref": pipeline.rest_ref,
        "tag": False,
        "before_sha": "0" * 40,
        "sha": pipeline.sha,
        "retries_count": 0,
        "build_id": job.id,
        "build_name": job.name,
        "build_stage": job.stage,
        "build_status": job.status,
        "build_created_at": iso(job.created_at),
        "build_started_at": iso(job.created_at),
        "build_finished_at": iso(job.finished_at),
        "build_created_at_iso": iso(job.created_at),
        "build_started_at_iso": iso(job.created_at),
        "build_finished_at_iso": iso(job.finished_at),
        "build_duration": job.duration,
        "build_queued_duration": job.queued,
        "build_allow_failure": False,
        "build_failure_reason": job.failure_reason or "unknown_failure",
        "pipeline_id": pipeline.id,
        "runner": _runner(),
        "project_id": pipeline.project.id,
        "project_name": pipeline.project.path,
        "user": _user(user),
        "commit": {
            "id": pipeline.id,
            "name": None,
            "sha": pipeline.sha,
            "message": commit.message,
            "author_name": user.username,
            "author_email": "[REDACTED]",
            "author_url": f"{url}/{user.username}",
            "status": pipeline.status,
            "duration": None,
            "started_at": None,
            "finished_at": None,
            "started_at_iso": None,
            "finished_at_iso": None,
        },
        "repository": {"name": pipeline.project.path, "homepage": f"{url}/{pipeline.project.path}"},
        "project": _project(pipeline.project, url),
        "environment": None,
    }
    return json.dumps(body).encode()


def merge_request_body(mr: MergeRequest, action: str, url: str, user: User, oldrev: str | None) -> bytes:
    """Return a merge-request hook; `oldrev` tells that commits were pushed."""
    attributes = {
        **_merge_request(mr, url),
        "action": action,
        "author_id": mr.author.id,
        "created_at": hook_time(mr.created_at),
        "updated_at": hook_time(mr.updated_at),
        "head_pipeline_id": None,
        "draft": False,
        "system": False,
        "last_commit": _commit(mr.source_project, mr.head_sha, url),
        "source": _project(mr.source_project, url),
        "target": _project(mr.project, url),
    }
    attributes |= {"oldrev": oldrev} if oldrev else {}
    body = {
        "object_kind": "merge_request",
        "event_type": "merge_request",
        "user": _user(user),
        "project": _project(mr.project, url),
        "object_attributes": attributes,
        "labels": [],
        "changes": {},
    }
    return json.dumps(body).encode()


def note_body(mr: MergeRequest, note: Note, action: str, url: str) -> bytes:
    """Return a note hook."""
    attributes = {
        "id": note.id,
        "note": note.body,
        "noteable_type": "MergeRequest",
        "author_id": note.author.id,
        "created_at": hook_time(note.created_at),
        "updated_at": hook_time(note.updated_at),
        "project_id": mr.project.id,
        "noteable_id": mr.id,
        "system": False,
        "internal": False,
        "action": action,
        "discussion_id": note.discussion_id,
        "url": f"{url}/{mr.project.path}/-/merge_requests/{mr.iid}#note_{note.id}",
    }
    body = {
        "object_kind": "note",
        "event_type": "note",
        "user": _user(note.author),
        "project_id": mr.project.id,
        "project": _project(mr.project, url),
        "object_attributes": attributes,
        "merge_request": _merge_request(mr, url),
    }
    return json.dumps(body).encode()


def _user(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.username, "username": user.username, "avatar_url": None, "email": "[REDACTED]"}


def _project(project: Project, url: str) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.path.rsplit("/", 1)[-1],
        "description": None,
        "web_url": f"{url}/{project.path}",
        "avatar_url": None,
        "git_ssh_url": f"git@127.0.0.1:{project.path}.git",
        "git_http_url": f"{url}/{project.path}.git",
        "namespace": project.path.rsplit("/", 1)[0],
        "visibility_level": 20 if project.visibility == "public" else 0,
        "path_with_namespace": project.path,
        "default_branch": project.default_branch,
        "ci_config_path": None,
    }


def _commit(project: Project, sha: str, url: str) -> dict[str, Any]:
    commit = project.commits[sha]
    return {
        "id": sha,
        "message": commit.message,
        "title": commit.message.partition("\n")[0],
        "timestamp": commit.created_at.isoformat(timespec="seconds"),
        "url": f"{url}/{project.path}/-/commit/{sha}",
        "author": {"name": "dana", "email": "[REDACTED]"},
    }


def _merge_request(mr: MergeRequest, url: str) -> dict[str, Any]:
    return {
        "id": mr.id,
        "iid": mr.iid,
        "title": mr.title,
        "source_branch": mr.source_branch,
        "source_project_id": mr.source_project.id,
        "target_branch": mr.target_branch,
        "target_project_id": mr.project.id,
        "state": mr.state,
        "merge_status": "can_be_merged",
        "detailed_merge_status": "mergeable",
        "url": f"{url}/{mr.project.path}/-/merge_requests/{mr.iid}",
    }


def _build(job: Job, user: User) -> dict[str, Any]:
    return {
        "id": job.id,
        "stage": job.stage,
        "name": job.name,
        "status": job.status,
        "created_at": hook_time(job.created_at),
        "started_at": hook_time(job.created_at),
        "finished_at": hook_time(job.finished_at),
        "duration": job.duration,
        "queued_duration": job.queued,
        "failure_reason": job.failure_reason,
        "when": "on_success",
        "manual": False,
        "allow_failure": False,
        "user": _user(user),
        "runner": _runner(),
        "artifacts_file": {"filename": None, "size": None},
        "environment": None,
    }


def _runner() -> dict[str, Any]:
    return {
        "id": 7,
        "description": "docker-7",
        "runner_type": "instance_type",
        "active": True,
        "is_shared": True,
        "tags": ["dind"],
    }
