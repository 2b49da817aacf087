"""The JSON of the REST API, as GitLab's own schemas describe it."""

import json
from typing import TYPE_CHECKING, Any

from tests.fakes.gitlab.state import Commit, Job, MergeRequest, Note, Pipeline, Project, User, iso

if TYPE_CHECKING:
    from tests.fakes.gitlab.server import Server


def read_json(body: bytes) -> dict[str, Any]:
    """Return what a client sent."""
    sent = json.loads(body or b"{}")
    return sent if isinstance(sent, dict) else {}


def user(one: User, url: str) -> dict[str, Any]:
    """Return a user."""
    return {
        "id": one.id,
        "name": one.username,
        "username": one.username,
        "state": one.state,
        "locked": False,
        "avatar_url": f"{url}/avatar.png",
        "web_url": f"{url}/{one.username}",
    }


def project(one: Project, url: str) -> dict[str, Any]:
    """Return a project."""
    return {
        "id": one.id,
        "path_with_namespace": one.path,
        "default_branch": one.default_branch,
        "visibility": one.visibility,
        "web_url": f"{url}/{one.path}",
    }


def commit(one: Commit, url: str) -> dict[str, Any]:
    """Return a commit; the first parent of a merged result is the target branch."""
    when = iso(one.created_at)
    return {
        "id": one.sha,
        "short_id": one.sha[:8],
        "title": one.message.partition("\n")[0],
        "created_at": when,
        "parent_ids": list(one.parents),
        "message": one.message,
        "author_name": "dana",
        "author_email": "dana@example.com",
        "authored_date": when,
        "committer_name": "dana",
        "committer_email": "dana@example.com",
        "committed_date": when,
        "web_url": f"{url}/-/commit/{one.sha}",
    }


def merge_request(mr: MergeRequest, url: str) -> dict[str, Any]:
    """Return a merge request without its head pipeline."""
    return {
        "id": mr.id,
        "iid": mr.iid,
        "project_id": mr.project.id,
        "title": mr.title,
        "description": None,
        "state": mr.state,
        "created_at": iso(mr.created_at),
        "updated_at": iso(mr.updated_at),
        "target_branch": mr.target_branch,
        "source_branch": mr.source_branch,
        "upvotes": 0,
        "downvotes": 0,
        "author": user(mr.author, url),
        "assignee": None,
        "source_project_id": mr.source_project.id,
        "target_project_id": mr.project.id,
        "labels": [],
        "work_in_progress": False,
        "milestone": None,
        "merge_when_pipeline_succeeds": False,
        "merge_status": "can_be_merged",
        "sha": mr.head_sha,
        "merge_commit_sha": None,
        "user_notes_count": len(mr.notes),
        "should_remove_source_branch": None,
        "force_remove_source_branch": None,
        "web_url": f"{url}/{mr.project.path}/-/merge_requests/{mr.iid}",
        "squash": False,
        "diff_refs": {"base_sha": mr.base_sha, "head_sha": mr.head_sha, "start_sha": mr.base_sha},
    }


def note(one: Note, mr: MergeRequest, url: str) -> dict[str, Any]:
    """Return a note."""
    return {
        "id": one.id,
        "type": None,
        "body": one.body,
        "attachment": None,
        "author": user(one.author, url),
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "system": one.is_system,
        "noteable_id": mr.id,
        "noteable_type": "MergeRequest",
        "noteable_iid": mr.iid,
        "resolvable": False,
        "confidential": False,
    }


def pipeline(one: Pipeline, url: str, server: "Server") -> dict[str, Any]:
    """Return a pipeline; while the lag lasts it still runs."""
    is_shown = server.is_visible(one.finished_at)
    return {
        "id": one.id,
        "iid": one.iid,
        "project_id": one.project.id,
        "sha": one.sha,
        "ref": one.rest_ref,
        "status": one.status if is_shown else "running",
        "source": one.source,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.finished_at or one.created_at),
        "finished_at": iso(one.finished_at) if is_shown else None,
        "web_url": f"{url}/{one.project.path}/-/pipelines/{one.id}",
    }


def job(one: Job, of: Pipeline, url: str, server: "Server") -> dict[str, Any]:
    """Return a job."""
    row = {
        "id": one.id,
        "status": one.status,
        "stage": one.stage,
        "name": one.name,
        "ref": of.rest_ref,
        "tag": False,
        "coverage": None,
        "allow_failure": False,
        "created_at": iso(one.created_at),
        "started_at": iso(one.created_at),
        "finished_at": iso(one.finished_at),
        "erased_at": None,
        "duration": one.duration,
        "queued_duration": one.queued,
        "user": user(next(iter(server._lab.users.values())), url),
        "commit": commit(of.project.commits[of.sha], url),
        "pipeline": pipeline(of, url, server),
        "web_url": f"{url}/{of.project.path}/-/jobs/{one.id}",
        "artifacts": [],
        "artifacts_expire_at": None,
        "tag_list": ["dind"],
        "runner": None,
        "project": {"ci_job_token_scope_enabled": False},
        "archived": False,
    }
    return row | ({"failure_reason": one.failure_reason} if one.failure_reason else {})
