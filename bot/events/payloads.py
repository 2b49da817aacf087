"""Turns the bodies of GitLab's hooks into events, and events into the bytes that the inbox keeps."""

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from bot.events import Event, JobEvent, MergeRequestEvent, MergeRequestHint, NoteEvent, PipelineEvent, PushEvent
from bot.tasks import ProjectHint

SCHEMA = 1
CI_FILE = ".gitlab-ci.yml"
MAX_TEXT = 2000


class NotUnderstoodError(Exception):
    """The body is no hook that we know; the text says why and quotes nothing of it."""


class NotJSONError(NotUnderstoodError):
    """The body is no JSON object, so it cannot come from GitLab."""


class _Head(Struct):
    object_kind: str = ""
    event_name: str = ""


class _Project(Struct):
    id: int
    path_with_namespace: str
    ci_config_path: str | None = None


class _MergeRequest(Struct):
    iid: int
    source_branch: str
    target_branch: str
    target_project_id: int
    source_project_id: int | None = None


class _PipelineAttributes(Struct):
    id: int
    status: str
    ref: str
    tag: bool = False
    finished_at: str | None = None


class _Pipeline(Struct):
    object_attributes: _PipelineAttributes
    project: _Project
    merge_request: _MergeRequest | None = None


class _Job(Struct):
    build_id: int
    build_status: str
    pipeline_id: int
    ref: str
    project: _Project
    tag: bool = False
    build_finished_at: str | None = None


class _MergeRequestAttributes(_MergeRequest):
    action: str = ""
    updated_at: str = ""
    oldrev: str | None = None


class _Changes(Struct):
    target_branch: Any | UnsetType = UNSET


class _MergeRequestBody(Struct):
    object_attributes: _MergeRequestAttributes
    project: _Project
    changes: _Changes | None = None


class _NoteAttributes(Struct):
    id: int
    note: str
    noteable_type: str
    author_id: int
    action: str = "create"
    updated_at: str = ""
    discussion_id: str = ""
    system: bool = False


class _Note(Struct):
    object_attributes: _NoteAttributes
    project: _Project
    merge_request: _MergeRequest | None = None


class _Commit(Struct):
    added: list[str] = []
    modified: list[str] = []
    removed: list[str] = []


class _Push(Struct):
    ref: str
    after: str
    project: _Project
    commits: list[_Commit] = []


def understand(body: bytes, event_uuid: str) -> Event | None:
    """Return the event of a body, or None for kinds that nobody waits for; raise NotUnderstoodError."""
    kind = _decode(body, _Head, NotJSONError)
    readers = {
        "pipeline": _pipeline,
        "build": _job,
        "merge_request": _merge_request,
        "note": _note,
        "push": _push,
    }
    reader = readers.get(kind.object_kind or kind.event_name)
    return reader(body, event_uuid) if reader else None


def pack(event: Event) -> bytes:
    """Return the bytes that the inbox keeps of an event."""
    return msgspec.json.encode({"schema": SCHEMA, "kind": type(event).__name__, "event": event})


def unpack(packed: bytes) -> Event:
    """Return the event that was packed; raise NotUnderstoodError for bytes of another schema."""
    kinds: dict[str, type[Event]] = {
        kind.__name__: kind for kind in (PipelineEvent, JobEvent, MergeRequestEvent, NoteEvent, PushEvent)
    }
    try:
        outer = msgspec.json.decode(packed)
        if outer["schema"] != SCHEMA:
            raise NotUnderstoodError(f"the stored event has schema {outer['schema']}, this version reads {SCHEMA}")
        event: Event = msgspec.convert(outer["event"], kinds[outer["kind"]])
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise NotUnderstoodError(f"the stored event cannot be read: {type(error).__name__}") from error
    return event


def _decode(body: bytes, into: Any, otherwise: type[NotUnderstoodError] = NotUnderstoodError) -> Any:
    try:
        return msgspec.json.decode(body, type=into)
    except msgspec.ValidationError as error:
        raise NotUnderstoodError(str(error)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError) as error:
        raise otherwise(f"not JSON: {type(error).__name__}") from None


def _hint(project: _Project) -> ProjectHint:
    return ProjectHint(project.id, project.path_with_namespace)


def _merge_request_hint(project: _Project, merge_request: _MergeRequest) -> MergeRequestHint:
    # A fork's pipeline names the merge request of its parent, whose path only the API knows.
    path = project.path_with_namespace if merge_request.target_project_id == project.id else ""
    return MergeRequestHint(
        iid=merge_request.iid,
        project=ProjectHint(merge_request.target_project_id, path),
        source_branch=merge_request.source_branch,
        target_branch=merge_request.target_branch,
    )


def _pipeline(body: bytes, event_uuid: str) -> Event:
    read: _Pipeline = _decode(body, _Pipeline)
    attributes = read.object_attributes
    return PipelineEvent(
        project=_hint(read.project),
        pipeline_id=attributes.id,
        status=attributes.status,
        ref=attributes.ref,
        is_tag=attributes.tag,
        finished_at=attributes.finished_at or "",
        merge_request=_merge_request_hint(read.project, read.merge_request) if read.merge_request else None,
        event_uuid=event_uuid,
    )


def _job(body: bytes, event_uuid: str) -> Event:
    read: _Job = _decode(body, _Job)
    return JobEvent(
        project=_hint(read.project),
        pipeline_id=read.pipeline_id,
        job_id=read.build_id,
        status=read.build_status,
        ref=read.ref,
        is_tag=read.tag,
        finished_at=read.build_finished_at or "",
        event_uuid=event_uuid,
    )


def _merge_request(body: bytes, event_uuid: str) -> Event:
    read: _MergeRequestBody = _decode(body, _MergeRequestBody)
    attributes = read.object_attributes
    return MergeRequestEvent(
        project=_hint(read.project),
        merge_request=_merge_request_hint(read.project, attributes),
        action=attributes.action,
        updated_at=attributes.updated_at,
        has_new_commits=attributes.oldrev is not None,
        has_new_target=read.changes is not None and read.changes.target_branch is not UNSET,
        event_uuid=event_uuid,
    )


def _note(body: bytes, event_uuid: str) -> Event | None:
    read: _Note = _decode(body, _Note)
    attributes = read.object_attributes
    if attributes.noteable_type != "MergeRequest" or read.merge_request is None or attributes.system:
        return None
    return NoteEvent(
        project=_hint(read.project),
        merge_request=_merge_request_hint(read.project, read.merge_request),
        note_id=attributes.id,
        author_id=attributes.author_id,
        action=attributes.action,
        updated_at=attributes.updated_at,
        discussion_id=attributes.discussion_id,
        text=attributes.note[:MAX_TEXT],
        event_uuid=event_uuid,
    )


def _push(body: bytes, event_uuid: str) -> Event:
    read: _Push = _decode(body, _Push)
    ci_file = read.project.ci_config_path or CI_FILE
    touched = {path for commit in read.commits for path in (*commit.added, *commit.modified, *commit.removed)}
    return PushEvent(
        project=_hint(read.project),
        ref=read.ref,
        after=read.after,
        changes_ci_file=ci_file in touched,
        event_uuid=event_uuid,
    )
