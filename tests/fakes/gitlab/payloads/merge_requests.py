"""The bodies of merge-request, note and emoji hooks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.fakes.gitlab.payloads import parts
from tests.fakes.gitlab.payloads.parts import Style
from tests.fakes.gitlab.state import MergeRequest, Note, User

STATE_IDS = {"opened": 1, "closed": 2, "merged": 3, "locked": 4}


def short_merge_request(one: MergeRequest, style: Style) -> dict[str, Any]:
    """Return a merge request as pipeline hooks name it."""
    return {
        "id": one.id,
        "iid": one.iid,
        "title": one.title,
        "source_branch": one.source_branch,
        "source_project_id": one.source_project.id,
        "target_branch": one.target_branch,
        "target_project_id": one.project.id,
        "state": one.state,
        "merge_status": "can_be_merged",
        "detailed_merge_status": "mergeable",
        "url": f"{style.url}/{one.project.path}/-/merge_requests/{one.iid}",
    }


def _attributes(one: MergeRequest, style: Style, head_pipeline_id: int | None = None) -> dict[str, Any]:
    assignees = [user.id for user in one.assignees]
    row = {
        "assignee_id": assignees[0] if assignees else None,
        "author_id": one.author.id,
        "created_at": style.time(one.created_at),
        "description": one.description,
        "draft": one.is_draft,
        "head_pipeline_id": head_pipeline_id,
        "last_edited_at": style.time(one.updated_at),
        "last_edited_by_id": one.author.id,
        "merge_commit_sha": one.merge_commit_sha,
        "merge_error": None,
        "merge_params": {"force_remove_source_branch": "1"},
        "merge_user_id": one.merged_by.id if one.merged_by else None,
        "merge_when_pipeline_succeeds": False,
        "milestone_id": one.milestone.id if one.milestone else None,
        "squash_commit_sha": None,
        "state_id": STATE_IDS[one.state],
        "time_estimate": 0,
        "updated_at": style.time(one.updated_at),
        "updated_by_id": one.author.id,
        "prepared_at": style.time(one.created_at),
        "assignee_ids": assignees,
        "blocking_discussions_resolved": True,
        "first_contribution": False,
        "human_time_change": "",
        "human_time_estimate": "",
        "human_total_time_spent": "",
        "labels": [parts.label(label, one.project, style) for label in one.labels],
        "last_commit": parts.commit(one.source_project, one.head_sha, style),
        "reviewer_ids": [user.id for user in one.reviewers],
        "source": parts.project(one.source_project, style),
        "target": parts.project(one.project, style),
        "time_change": 0,
        "total_time_spent": 0,
        "work_in_progress": one.is_draft,
        "approval_rules": [_approval_rule(one, style)],
    }
    return {**short_merge_request(one, style), **row}


def _approval_rule(one: MergeRequest, style: Style) -> dict[str, Any]:
    nothing = (
        *("report_type", "section", "orchestration_policy_idx", "security_orchestration_policy_configuration_id"),
        *("scan_result_policy_id", "applicable_post_merge", "approval_policy_rule_id"),
    )
    return dict.fromkeys(nothing) | {
        "id": one.id,
        "approvals_required": 0,
        "name": "All Members",
        "rule_type": "any_approver",
        "merge_request_id": one.id,
        "modified_from_project_rule": False,
        "vulnerabilities_allowed": 0,
        "scanners": [],
        "severity_levels": [],
        "vulnerability_states": ["new_needs_triage", "new_dismissed"],
        "project_id": one.project.id,
        "updated_at": style.time(one.updated_at),
        "created_at": style.time(one.created_at),
    }


def merge_request_body(
    one: MergeRequest,
    action: str,
    style: Style,
    user: User,
    *,
    changes: Mapping[str, Any] | None = None,
    oldrev: str | None = None,
    system_action: str | None = None,
    head_pipeline_id: int | None = None,
    moment: datetime | None = None,
) -> dict[str, Any]:
    """Return a merge-request hook; `oldrev` tells that commits were pushed, `system_action` that GitLab did it."""
    attributes = _attributes(one, style, head_pipeline_id)
    attributes |= {"system": bool(system_action), "action": action, "actioned_at": style.time(moment or one.updated_at)}
    attributes |= {"oldrev": oldrev} if oldrev else {}
    attributes |= {"system_action": system_action} if system_action else {}
    return {
        "object_kind": "merge_request",
        "event_type": "merge_request",
        "user": parts.user(user),
        "project": parts.project(one.project, style),
        "repository": _short_repository(one, style),
        "object_attributes": attributes,
        "labels": attributes["labels"],
        "changes": dict(changes or {}),
        "assignees": [parts.user(user) for user in one.assignees],
        "reviewers": [_reviewer(user) for user in one.reviewers],
    }


def _reviewer(user: User, *, state: str = "unreviewed", re_requested: bool = False) -> dict[str, Any]:
    return {**parts.user(user), "state": state, "re_requested": re_requested}


def rerequested(user: User) -> dict[str, Any]:
    """Return the change of a review that was asked for once more: a pair of lists, unlike every other change."""
    return {"reviewers": [[_reviewer(user, state="approved")], [_reviewer(user, re_requested=True)]]}


def _short_repository(one: MergeRequest, style: Style) -> dict[str, Any]:
    row = parts.repository(one.project, style)
    return {name: row[name] for name in ("name", "url", "description", "homepage")}


def note_body(mr: MergeRequest, note: Note, action: str, style: Style) -> dict[str, Any]:
    """Return a note hook, or the confidential one of an internal note."""
    attributes = {**_note(mr, note, style), "noteable_iid": mr.iid, "action": action}
    return {
        "object_kind": "note",
        "event_type": "confidential_note" if note.is_internal else "note",
        "user": parts.user(note.author),
        "project_id": mr.project.id,
        "project": parts.project(mr.project, style),
        "repository": _short_repository(mr, style),
        "object_attributes": attributes,
        "merge_request": _noted_merge_request(mr, style),
    }


def _noted_merge_request(mr: MergeRequest, style: Style) -> dict[str, Any]:
    assignee = mr.assignees[0] if mr.assignees else None
    return {**_attributes(mr, style), "assignee": parts.user(assignee) if assignee else None, "position": 0}


def _note(mr: MergeRequest, note: Note, style: Style) -> dict[str, Any]:
    nothing = (
        *("attachment", "change_position", "line_code", "original_position", "position", "resolved_at"),
        *("resolved_by_id", "resolved_by_push", "st_diff"),
    )
    return dict.fromkeys(nothing) | {
        "id": note.id,
        "note": note.body,
        "description": note.body,
        "type": note.type,
        "author_id": note.author.id,
        "commit_id": "",
        "created_at": style.time(note.created_at),
        "updated_at": style.time(note.updated_at),
        "updated_by_id": note.author.id if note.edits else None,
        "project_id": mr.project.id,
        "noteable_type": "MergeRequest",
        "noteable_id": mr.id,
        "system": note.is_system,
        "internal": note.is_internal,
        "discussion_id": note.discussion_id,
        "url": f"{style.url}/{mr.project.path}/-/merge_requests/{mr.iid}#note_{note.id}",
    }


def emoji_body(mr: MergeRequest, note: Note, user: User, name: str, award_id: int, style: Style) -> dict[str, Any]:
    """Return the hook of an emoji on a note."""
    attributes = {
        "user_id": user.id,
        "created_at": style.time(note.updated_at),
        "id": award_id,
        "name": name,
        "awardable_type": "Note",
        "awardable_id": note.id,
        "updated_at": style.time(note.updated_at),
        "action": "award",
        "awarded_on_url": _note(mr, note, style)["url"],
    }
    return {
        "object_kind": "emoji",
        "event_type": "award",
        "user": parts.user(user),
        "project_id": mr.project.id,
        "project": parts.project(mr.project, style),
        "object_attributes": attributes,
        "note": _note(mr, note, style),
        "merge_request": _attributes(mr, style),
    }
