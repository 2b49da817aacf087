"""Leaves a line of JSON for every command and for every change that one makes: who, with which right, what, result."""

import json
import logging
from collections.abc import Callable
from typing import Any

from bot.actions import (
    Accept,
    Action,
    CancelJob,
    CommitFixes,
    DeleteTag,
    OpenMergeRequest,
    RetryJob,
    StartPipeline,
    Step,
    Vouch,
)
from bot.commands import Call
from bot.roles import role_of

LONGEST = 200
CHANGES: dict[type, Callable[[Any], str]] = {
    Accept: lambda one: f"accept {one.what} until {one.until:%Y-%m-%d}",
    CancelJob: lambda one: f"cancel job {one.job_id} of project {one.project_id}",
    CommitFixes: lambda one: f"commit to {one.branch} of project {one.project_id}",
    DeleteTag: lambda one: f"delete tag {one.tag.reference}",
    OpenMergeRequest: lambda one: f"open a merge request of {one.source_branch} in project {one.project_id}",
    RetryJob: lambda one: f"retry job {one.job_id} of project {one.project_id}",
    StartPipeline: lambda one: f"start a pipeline in project {one.project_id}",
    Vouch: lambda one: f"vouch for {one.sha}",
}

audit = logging.getLogger("lighterman.audit")


def record_change(call: Call, action: Action, came_of_it: object) -> None:
    """Record an action that changes something; others leave no line."""
    words = CHANGES.get(type(action))
    if words is not None:
        is_refused = isinstance(came_of_it, Step) and bool(came_of_it.problem)
        record(call, words(action), "refused" if is_refused else "done")


def record(call: Call, what: str, result: str) -> None:
    """Record what somebody had done."""
    line = {
        "who": call.caller.username,
        "role": role_of(call.caller.access_level).title,
        "project": call.project.path,
        "merge_request": call.merge_request.iid,
        "note": call.note_id,
        "what": what[:LONGEST],
        "result": result,
    }
    audit.info("%s", json.dumps(line))
