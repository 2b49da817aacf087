"""The JSON of the REST API, as GitLab's own schemas describe it: people, projects, merge requests and notes."""

import json
from dataclasses import asdict
from typing import Any

from tests.fakes.gitlab.clock import iso
from tests.fakes.gitlab.diff_lines import suggestion_of
from tests.fakes.gitlab.repository import FileChange, changes
from tests.fakes.gitlab.state import Commit, Emoji, MergeRequest, Milestone, Note, Position, Project, Token, User


def read_json(body: bytes) -> dict[str, Any]:
    """Return what a client sent; what is no JSON object counts as nothing."""
    try:
        sent = json.loads(body or b"{}")
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def user(one: User, url: str) -> dict[str, Any]:
    """Return a user."""
    return {
        "id": one.id,
        "username": one.username,
        "public_email": "",
        "name": one.name,
        "state": one.state,
        "locked": False,
        "avatar_url": f"{url}/uploads/-/system/user/avatar/{one.id}/avatar.png",
        "web_url": f"{url}/{one.username}",
    }


def short_user(one: User, url: str) -> dict[str, Any]:
    """Return a user as lists name one."""
    row = user(one, url)
    return {name: row[name] for name in ("id", "name", "username", "state", "avatar_url", "web_url")}


def own_user(one: User, url: str) -> dict[str, Any]:
    """Return the user that a token belongs to."""
    more = {"created_at": "2024-05-01T08:00:00.000Z", "bot": one.is_bot, "email": f"{one.username}@example.com"}
    return {**user(one, url), **more}


def public_user(one: User, url: str) -> dict[str, Any]:
    """Return a user as anybody may look one up."""
    return {**user(one, url), "created_at": "2024-05-01T08:00:00.000Z", "bio": "", "bot": one.is_bot}


def emoji(one: Emoji, note: Note, url: str) -> dict[str, Any]:
    """Return an emoji on a note."""
    return {
        "id": one.id,
        "name": one.name,
        "user": short_user(one.user, url),
        "created_at": iso(one.created_at),
        "updated_at": iso(one.created_at),
        "awardable_id": note.id,
        "awardable_type": "Note",
        "url": None,
    }


def access_token(one: Token, number: int) -> dict[str, Any]:
    """Return an access token, without its text."""
    return {
        "id": number,
        "name": one.user.username,
        "description": None,
        "revoked": one.is_revoked,
        "created_at": "2024-05-01T08:00:00.000Z",
        "scopes": sorted(one.scopes),
        "user_id": one.user.id,
        "last_used_at": None,
        "active": not one.is_revoked,
        "expires_at": one.expires_at.date().isoformat() if one.expires_at else None,
    }


def member(one: User, level: int, url: str, *, expires_at: str | None = None) -> dict[str, Any]:
    """Return a member of a project."""
    more = {"access_level": level, "created_at": "2024-05-01T08:00:00.000Z", "expires_at": expires_at}
    return {**user(one, url), **more, "membership_state": "active"}


def project(one: Project, url: str) -> dict[str, Any]:
    """Return a project."""
    row = {
        "id": one.id,
        "description": one.description or None,
        "name": one.path.rsplit("/", 1)[-1],
        "path": one.path.rsplit("/", 1)[-1],
        "path_with_namespace": one.path,
        "created_at": iso(one.created_at),
        "default_branch": one.default_branch if one.branches else None,
        "visibility": one.visibility,
        "web_url": f"{url}/{one.path}",
        "http_url_to_repo": f"{url}/{one.path}.git",
        "empty_repo": not one.branches,
        "archived": False,
        "namespace": {"full_path": one.path.rsplit("/", 1)[0], "kind": "group"},
    }
    return row | ({"forked_from_project": {"id": one.forked_from.id}} if one.forked_from else {})


def commit(one: Commit, of: Project, url: str) -> dict[str, Any]:
    """Return a commit; the first parent of a merged result is the target branch."""
    when = iso(one.created_at)
    people = {
        f"{who}_{what}": value
        for who in ("author", "committer")
        for what, value in (("name", "Dana"), ("email", "dana@example.com"))
    }
    return {
        "id": one.sha,
        "short_id": one.sha[:8],
        "created_at": when,
        "parent_ids": list(one.parents),
        "title": one.title,
        "message": one.message,
        **people,
        "authored_date": when,
        "committed_date": when,
        "trailers": {},
        "extended_trailers": {},
        "web_url": f"{url}/{of.path}/-/commit/{one.sha}",
    }


def branch(name: str, of: Project, url: str) -> dict[str, Any]:
    """Return a branch."""
    return {
        "name": name,
        "commit": commit(of.commits[of.branches[name]], of, url),
        "merged": False,
        "protected": name in of.protected_branches,
        "developers_can_push": False,
        "developers_can_merge": False,
        "can_push": True,
        "default": name == of.default_branch,
        "web_url": f"{url}/{of.path}/-/tree/{name}",
    }


def merge_request(mr: MergeRequest, url: str) -> dict[str, Any]:
    """Return a merge request as lists show it: without diff_refs and head pipeline."""
    people = {
        "author": short_user(mr.author, url),
        "assignees": [short_user(one, url) for one in mr.assignees],
        "assignee": short_user(mr.assignees[0], url) if mr.assignees else None,
        "reviewers": [short_user(one, url) for one in mr.reviewers],
    }
    path = mr.project.path
    return {
        "id": mr.id,
        "iid": mr.iid,
        "project_id": mr.project.id,
        "title": mr.title,
        "description": mr.description,
        "state": mr.state,
        "created_at": iso(mr.created_at),
        "updated_at": iso(mr.updated_at),
        **_ending(mr, url),
        "target_branch": mr.target_branch,
        "source_branch": mr.source_branch,
        "user_notes_count": sum(1 for one in mr.notes if not one.is_system),
        "upvotes": 0,
        "downvotes": 0,
        **people,
        "source_project_id": mr.source_project.id,
        "target_project_id": mr.project.id,
        "labels": [one.title for one in mr.labels],
        "draft": mr.is_draft,
        "imported": False,
        "imported_from": "none",
        "work_in_progress": mr.is_draft,
        "milestone": milestone(mr.milestone, mr.project, url) if mr.milestone else None,
        "merge_when_pipeline_succeeds": False,
        "merge_status": "can_be_merged",
        "detailed_merge_status": "mergeable" if mr.state == "opened" else "not_open",
        "sha": mr.head_sha,
        "merge_commit_sha": mr.merge_commit_sha,
        "squash_commit_sha": None,
        "discussion_locked": None,
        "should_remove_source_branch": None,
        "force_remove_source_branch": True,
        "prepared_at": iso(mr.created_at),
        "reference": f"!{mr.iid}",
        "references": {"short": f"!{mr.iid}", "relative": f"!{mr.iid}", "full": f"{path}!{mr.iid}"},
        "web_url": f"{url}/{path}/-/merge_requests/{mr.iid}",
        "time_stats": {
            "time_estimate": 0,
            "total_time_spent": 0,
            "human_time_estimate": None,
            "human_total_time_spent": None,
        },
        "squash": False,
        "squash_on_merge": False,
        "task_completion_status": {"count": 0, "completed_count": 0},
        "has_conflicts": False,
        "blocking_discussions_resolved": True,
        "approvals_before_merge": None,
    }


def _ending(mr: MergeRequest, url: str) -> dict[str, Any]:
    merged_by = short_user(mr.merged_by, url) if mr.merged_by else None
    closed_by = short_user(mr.closed_by, url) if mr.closed_by else None
    people = {"merged_by": merged_by, "merge_user": merged_by, "closed_by": closed_by}
    return {**people, "merged_at": iso(mr.merged_at), "closed_at": iso(mr.closed_at)}


def whole_merge_request(mr: MergeRequest, url: str, *, changes_count: int) -> dict[str, Any]:
    """Return a single merge request, but for its pipelines."""
    return {
        **merge_request(mr, url),
        "subscribed": False,
        "changes_count": str(changes_count),
        "latest_build_started_at": None,
        "latest_build_finished_at": None,
        "first_deployed_to_production_at": None,
        "diff_refs": {"base_sha": mr.base_sha, "head_sha": mr.head_sha, "start_sha": mr.base_sha},
        "merge_error": None,
        "first_contribution": False,
        "user": {"can_merge": False},
    }


def milestone(one: Milestone, of: Project, url: str) -> dict[str, Any]:
    """Return a milestone."""
    return {
        "id": one.id,
        "iid": one.iid,
        "project_id": of.id,
        "title": one.title,
        "description": None,
        "state": "active",
        "created_at": iso(one.created_at),
        "updated_at": iso(one.created_at),
        "due_date": "2027-01-31",
        "start_date": "2026-01-01",
        "expired": False,
        "web_url": f"{url}/{of.path}/-/milestones/{one.iid}",
    }


def diffs(mr: MergeRequest) -> list[dict[str, Any]]:
    """Return the changed files of a merge request."""
    before = mr.project.commits[mr.base_sha].files
    return [diff(one) for one in changes(before, mr.source_project.commits[mr.head_sha].files)]


def diff(one: FileChange) -> dict[str, Any]:
    """Return a changed file."""
    return {
        "diff": one.hunks,
        "new_path": one.path,
        "old_path": one.path,
        "a_mode": "0" if one.is_new else "100644",
        "b_mode": "0" if one.is_deleted else "100644",
        "new_file": one.is_new,
        "renamed_file": False,
        "deleted_file": one.is_deleted,
        "generated_file": False,
        "collapsed": False,
        "too_large": False,
    }


def note(one: Note, mr: MergeRequest, url: str) -> dict[str, Any]:
    """Return a note; only those of threads can be resolved."""
    is_resolvable = one.type is not None
    row = {
        "id": one.id,
        "type": one.type,
        "body": one.body,
        "attachment": None,
        "author": short_user(one.author, url),
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "system": one.is_system,
        "noteable_id": mr.id,
        "noteable_type": "MergeRequest",
        "project_id": mr.project.id,
        "resolvable": is_resolvable,
        "confidential": one.is_internal,
        "internal": one.is_internal,
        "imported": False,
        "imported_from": "none",
        "noteable_iid": mr.iid,
        "commands_changes": {},
    }
    if not is_resolvable:
        return row
    by, at = one.resolved_by, one.resolved_at
    row |= {
        "resolved": by is not None,
        "resolved_by": short_user(by, url) if by else None,
        "resolved_at": iso(at) if at else None,
    }
    return row | ({"position": position(one.position), "suggestions": suggestions(one)} if one.position else {})


def position(one: Position) -> dict[str, Any]:
    """Return where in a diff a thread stands."""
    return {**asdict(one), "position_type": "text", "line_range": None}


def suggestions(one: Note) -> list[dict[str, Any]]:
    """Return the suggestion of a note in the diff; its number is that of the note."""
    line = one.position.new_line if one.position else None
    found = suggestion_of(one.body, line) if line else None
    if found is None:
        return []
    first, last, text = found
    lines = {"from_line": first, "to_line": last, "from_content": "", "to_content": text}
    return [{"id": one.id, "appliable": not one.is_applied, "applied": one.is_applied, **lines}]
