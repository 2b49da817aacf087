"""The bodies of push, tag-push and access-token hooks."""

from typing import Any

from tests.fakes.gitlab.payloads import parts
from tests.fakes.gitlab.payloads.parts import NOBODY, Style
from tests.fakes.gitlab.repository import changes, commits_between
from tests.fakes.gitlab.state import Commit, Project, User

MOST_COMMITS = 20
"""More are counted, but not listed."""


def push_body(of: Project, branch: str, before: str | None, after: str, user: User, style: Style) -> dict[str, Any]:
    """Return a push hook; a new branch comes from a row of zeros."""
    pushed = commits_between(of, after, before or after) if before else [of.commits[after]]
    newest = pushed[:MOST_COMMITS][::-1]
    rows = [_commit(of, commit, style) for commit in newest]
    return _pushed("push", of, f"refs/heads/{branch}", before, after, user, style) | {
        "ref_protected": branch in of.protected_branches,
        "commits": rows,
        "total_commits_count": len(pushed),
    }


def tag_push_body(of: Project, tag: str, sha: str, user: User, style: Style) -> dict[str, Any]:
    """Return the push hook of a new tag."""
    nothing = {"ref_protected": False, "commits": [], "total_commits_count": 0}
    return _pushed("tag_push", of, f"refs/tags/{tag}", None, sha, user, style) | nothing


def _pushed(
    name: str, of: Project, ref: str, before: str | None, after: str, user: User, style: Style
) -> dict[str, Any]:
    return {
        "object_kind": name,
        "event_name": name,
        "before": before or NOBODY,
        "after": after,
        "ref": ref,
        "checkout_sha": after,
        "message": None,
        "user_id": user.id,
        "user_name": user.name,
        "user_username": user.username,
        "user_email": "",
        "user_avatar": parts.user(user)["avatar_url"],
        "project_id": of.id,
        "project": parts.project(of, style),
        "repository": parts.repository(of, style),
        "push_options": {},
    }


def _commit(of: Project, one: Commit, style: Style) -> dict[str, Any]:
    before = of.commits[one.parents[0]].files if one.parents and one.parents[0] in of.commits else {}
    files = list(changes(before, one.files))
    return {
        **(parts.commit(of, one.sha, style) or {}),
        "added": [file.path for file in files if file.is_new],
        "modified": [file.path for file in files if not (file.is_new or file.is_deleted)],
        "removed": [file.path for file in files if file.is_deleted],
    }


def token_body(of: Project, token_id: int, name: str, user: User, expires_on: str, style: Style) -> dict[str, Any]:
    """Return the hook that warns of a token's end."""
    return {
        "object_kind": "access_token",
        "project": parts.project(of, style),
        "object_attributes": {
            "user_id": user.id,
            "created_at": style.time(of.created_at),
            "id": token_id,
            "name": name,
            "expires_at": expires_on,
        },
        "event_name": "expiring_access_token",
    }
