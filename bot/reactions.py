"""Which event starts which task, on which lane, and what it is coalesced with."""

import re
from dataclasses import dataclass

from bot.events import Event, JobEvent, MergeRequestEvent, MergeRequestHint, NoteEvent, PipelineEvent, PushEvent
from bot.facts import FINISHED
from bot.slash import find_commands, find_typos
from bot.tasks import ForgetImageJobs, ReviewPipeline, RunCommand, Task

EVENTS, COMMANDS = LANES = ("events", "commands")
JOB_DELAY_SECONDS = 10.0
"""A job's hook only stands in for a pipeline's hook that was lost, so it may wait for it."""
MERGE_REQUEST_DELAY_SECONDS = 5.0
"""A merge request learns its head pipeline some moments after it was opened."""
_MERGE_REQUEST_REF = re.compile(r"refs/merge-requests/([0-9]{1,18})/")
"""Such as `refs/merge-requests/7/head`, the ref of a merge-request pipeline's job."""


@dataclass(frozen=True)
class Reaction:
    """A task and how to queue it: events of one `subject` are done together, newest first.

    `pipeline_key` ties a pipeline to its merge request, so that later events of the pipeline find the subject.
    """

    task: Task
    subject: str
    lane: str = EVENTS
    pipeline_key: str | None = None
    delay_seconds: float = 0.0


def react(event: Event) -> Reaction | None:
    """Return what an event starts, or None when it is no news for us."""
    match event:
        case PipelineEvent():
            return _react_to_pipeline(event)
        case JobEvent():
            return _react_to_job(event)
        case MergeRequestEvent():
            return _react_to_merge_request(event)
        case NoteEvent():
            return _react_to_note(event)
        case PushEvent():
            return _react_to_push(event)


def _react_to_pipeline(event: PipelineEvent) -> Reaction | None:
    if event.status not in FINISHED or event.is_tag:
        return None
    hint = event.merge_request
    task = ReviewPipeline(
        project=hint.project if hint else event.project,
        merge_request_iid=hint.iid if hint else None,
        source_branch=event.ref,
        target_branch=hint.target_branch if hint else None,
        pipeline_id=event.pipeline_id,
        is_finished=True,
        succeeded=event.succeeded,
        event_uuid=event.event_uuid,
    )
    key = _pipeline_key(event.project.id, event.pipeline_id)
    return Reaction(task, _subject(hint) if hint else key, pipeline_key=key)


def _react_to_job(event: JobEvent) -> Reaction | None:
    if event.status not in FINISHED - {"skipped"} or event.is_tag:
        return None
    branch = None if event.ref.startswith("refs/") else event.ref
    found = _MERGE_REQUEST_REF.match(event.ref)
    iid = int(found[1]) if found else None
    task = ReviewPipeline(
        project=event.project,
        merge_request_iid=iid,
        source_branch=branch,
        pipeline_id=event.pipeline_id,
        event_uuid=event.event_uuid,
    )
    key = _pipeline_key(event.project.id, event.pipeline_id)
    subject = f"{event.project.id}/mr/{iid}" if iid else key
    return Reaction(task, subject, pipeline_key=key, delay_seconds=JOB_DELAY_SECONDS)


def _react_to_merge_request(event: MergeRequestEvent) -> Reaction | None:
    is_news = event.action in {"open", "reopen"} or event.has_new_commits or event.has_new_target
    if not is_news:
        return None
    hint = event.merge_request
    task = ReviewPipeline(
        project=hint.project,
        merge_request_iid=hint.iid,
        source_branch=hint.source_branch,
        target_branch=hint.target_branch,
        event_uuid=event.event_uuid,
    )
    return Reaction(task, _subject(hint), delay_seconds=MERGE_REQUEST_DELAY_SECONDS)


def _react_to_note(event: NoteEvent) -> Reaction | None:
    if event.action != "create" or not (find_commands(event.text) or find_typos(event.text)):
        return None
    hint = event.merge_request
    task = RunCommand(
        project=hint.project,
        merge_request_iid=hint.iid,
        note_id=event.note_id,
        discussion_id=event.discussion_id,
        event_uuid=event.event_uuid,
    )
    return Reaction(task, f"{hint.project.id}/note/{event.note_id}", lane=COMMANDS)


def _react_to_push(event: PushEvent) -> Reaction | None:
    if not event.changes_ci_file:
        return None
    return Reaction(ForgetImageJobs(project=event.project), f"{event.project.id}/image-jobs")


def _subject(hint: MergeRequestHint) -> str:
    return f"{hint.project.id}/mr/{hint.iid}"


def _pipeline_key(project_id: int, pipeline_id: int) -> str:
    return f"{project_id}/pipeline/{pipeline_id}"
