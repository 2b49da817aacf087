"""Merge requests: list, one, its commits, pipelines and changed files."""

from datetime import datetime
from typing import Any

from tests.fakes.gitlab import ci_shapes, shapes
from tests.fakes.gitlab.access import REPORTER, Call
from tests.fakes.gitlab.answers import StopError, invalid
from tests.fakes.gitlab.repository import commits_between
from tests.fakes.gitlab.state import MergeRequest
from tests.fakes.loopback import Answer

STATES = ("opened", "closed", "locked", "merged", "all")
ORDERS = {"created_at", "updated_at", "title"}


def listing(call: Call, key: str) -> Answer:
    """List merge requests, the newest first."""
    project = call.project(key, REPORTER)
    wanted = _choice(call, "state", STATES, "all")
    iids = set(call.many("iids"))
    rows = [
        row
        for row in call.lab.history.all_seen(project.merge_requests)
        if wanted in {"all", row.state}
        and (not iids or str(row.iid) in iids)
        and call.one("source_branch") in {None, row.source_branch}
        and call.one("target_branch") in {None, row.target_branch}
        and is_between(call, "updated", row.updated_at)
        and is_between(call, "created", row.created_at)
    ]
    order = _choice(call, "order_by", ORDERS, "created_at")
    is_descending = _choice(call, "sort", ("asc", "desc"), "desc") == "desc"
    rows.sort(key=lambda row: (getattr(row, order), row.id), reverse=is_descending)
    return call.paged(shapes.merge_request(row, call.lab.url) for row in rows)


def _choice(call: Call, name: str, allowed: Any, default: str) -> str:
    found = call.one(name) or default
    if found not in allowed:
        raise StopError(invalid(f"{name} does not have a valid value"))
    return found


def is_between(call: Call, what: str, moment: datetime) -> bool:
    """Tell whether a moment lies where `updated_after`, `updated_before` and their like want it, both included."""
    after, before = _moment(call, f"{what}_after"), _moment(call, f"{what}_before")
    return (after is None or moment >= after) and (before is None or moment <= before)


def _moment(call: Call, name: str) -> datetime | None:
    text = call.one(name)
    try:
        return datetime.fromisoformat(text).astimezone() if text else None
    except ValueError:
        raise StopError(invalid(f"{name} is invalid")) from None


def one(call: Call, key: str, iid: str) -> Answer:
    """Return a merge request; its head pipeline may be one of the fork, and may lag."""
    mr = call.merge_request(key, iid)
    return Answer(200, _whole(call, mr))


def _whole(call: Call, mr: MergeRequest) -> dict[str, Any]:
    head = call.lab.head_pipeline(mr)
    row = shapes.whole_merge_request(mr, call.lab.url, changes_count=len(shapes.diffs(mr)))
    row["pipeline"] = ci_shapes.pipeline(head, call.lab.url) if head else None
    row["head_pipeline"] = ci_shapes.whole_pipeline(head, call.lab.url) if head else None
    return row


def changes(call: Call, key: str, iid: str) -> Answer:
    """Return a merge request with its changed files (deprecated by GitLab, still there)."""
    mr = call.merge_request(key, iid)
    return Answer(200, {**_whole(call, mr), "changes": shapes.diffs(mr), "overflow": False})


def diffs(call: Call, key: str, iid: str) -> Answer:
    """List the changed files."""
    return call.paged(shapes.diffs(call.merge_request(key, iid)))


def commits(call: Call, key: str, iid: str) -> Answer:
    """List the commits, newest first."""
    mr = call.merge_request(key, iid)
    rows = commits_between(mr.source_project, mr.head_sha, mr.base_sha)
    return call.paged(shapes.commit(row, mr.source_project, call.lab.url) for row in rows)


def pipelines(call: Call, key: str, iid: str) -> Answer:
    """List the pipelines, newest first."""
    mr = call.merge_request(key, iid)
    rows = call.lab.pipelines_of(mr)
    return call.paged(ci_shapes.pipeline(row, call.lab.url) for row in sorted(rows, key=lambda row: -row.id))


ROUTES = {
    "GET /projects/:id/merge_requests": listing,
    "GET /projects/:id/merge_requests/:iid": one,
    "GET /projects/:id/merge_requests/:iid/changes": changes,
    "GET /projects/:id/merge_requests/:iid/diffs": diffs,
    "GET /projects/:id/merge_requests/:iid/commits": commits,
    "GET /projects/:id/merge_requests/:iid/pipelines": pipelines,
}
