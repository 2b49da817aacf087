"""Small bodies of hooks in words: what our readers need of them, and nothing else."""

import json
from typing import Any

PROJECT = {"id": 17, "path_with_namespace": "acme/api"}
FORK = {"id": 18, "path_with_namespace": "dana/api"}
MERGE_REQUEST = {"iid": 5, "source_branch": "feature", "target_branch": "main", "target_project_id": 17}
FINISHED_AT = "2026-03-02 10:14:31 UTC"


def pipeline(
    *, project: Any = PROJECT, merge_request: Any = MERGE_REQUEST, builds: Any = (), **attributes: Any
) -> bytes:
    """Return a finished pipeline of a merge request."""
    usual = {"id": 9, "status": "success", "ref": "feature", "tag": False, "finished_at": FINISHED_AT}
    attributes = {**usual, **attributes}
    return _body("pipeline", project, object_attributes=attributes, merge_request=merge_request, builds=builds)


def job(*, project: Any = PROJECT, **attributes: Any) -> bytes:
    """Return a finished job."""
    usual = {"build_id": 70, "build_status": "success", "pipeline_id": 9, "ref": "feature", "tag": False}
    more = {"build_finished_at": "2026-03-02T10:14:30.120Z"}
    return _body("build", project, **{**usual, **more, **attributes})


def merge_request(*, project: Any = PROJECT, changes: Any = None, **attributes: Any) -> bytes:
    """Return a merge request that was opened."""
    usual = {**MERGE_REQUEST, "action": "open", "updated_at": "2026-03-02 10:00:00 UTC"}
    return _body("merge_request", project, object_attributes={**usual, **attributes}, changes=changes)


def note(*, project: Any = PROJECT, merge_request: Any = MERGE_REQUEST, **attributes: Any) -> bytes:
    """Return a note that asks for a report."""
    usual = {"id": 33, "note": "/lighterman report", "noteable_type": "MergeRequest", "author_id": 4}
    more = {"action": "create", "updated_at": "2026-03-02 10:20:00 UTC", "discussion_id": "d1", "system": False}
    return _body("note", project, object_attributes={**usual, **more, **attributes}, merge_request=merge_request)


def push(*, project: Any = PROJECT, commits: Any = ({"modified": [".gitlab-ci.yml"]},), **fields: Any) -> bytes:
    """Return a push that touched the CI file."""
    usual = {"ref": "refs/heads/feature", "after": "b" * 40, "total_commits_count": len(commits or ())}
    return _body("push", project, commits=commits, **{**usual, **fields})


def _body(kind: str, project: Any, **fields: Any) -> bytes:
    return json.dumps({"object_kind": kind, "project": project, **fields}).encode()
