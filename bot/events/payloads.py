"""Turns the bodies of GitLab's hooks into events, and events into the bytes that the inbox keeps."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from bot.events import Event, JobEvent, MergeRequestEvent, MergeRequestHint, NoteEvent, PipelineEvent, PushEvent
from bot.facts import FINISHED
from bot.tasks import ProjectHint

SCHEMA = 1
CI_FILE = ".gitlab-ci.yml"
MAX_TEXT = 2000
MAX_JOBS = 200
_KIND_FIRST = re.compile(rb'\s*\{\s*"object_kind"\s*:\s*"(\w+)"')

Id = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Text = Annotated[str, Meta(max_length=1024)]
"""Longer than any ref, path or date of GitLab; a longer one would end in a Redis key."""


class NotUnderstoodError(Exception):
    """The body is no hook that we know; the text says why and quotes nothing of it."""


class NotJSONError(NotUnderstoodError):
    """The body is no JSON object, so it cannot come from GitLab."""


class _Head(Struct):
    object_kind: str = ""
    event_name: str = ""


class _Project(Struct):
    id: Id
    path_with_namespace: Text
    ci_config_path: Text | None = None


class _MergeRequest(Struct):
    iid: Id
    source_branch: Text
    target_branch: Text
    target_project_id: Id


class _PipelineAttributes(Struct):
    id: Id
    status: Text
    ref: Text
    tag: bool | None = None
    finished_at: Text | None = None


class _Build(Struct):
    id: Id = 0
    name: str = ""
    status: str = ""


class _Pipeline(Struct):
    object_attributes: _PipelineAttributes
    project: _Project
    merge_request: _MergeRequest | None = None
    builds: list[_Build] | None = None


class _Job(Struct):
    build_id: Id
    build_status: Text
    pipeline_id: Id
    ref: Text
    project: _Project
    tag: bool | None = None
    build_finished_at: Text | None = None


class _MergeRequestAttributes(_MergeRequest):
    action: Text | None = None
    updated_at: Text | None = None
    oldrev: Text | None = None


class _Changes(Struct):
    target_branch: Any | UnsetType = UNSET


class _MergeRequestBody(Struct):
    object_attributes: _MergeRequestAttributes
    project: _Project
    changes: _Changes | None = None


class _NoteAttributes(Struct):
    id: Id
    note: str
    noteable_type: Text
    author_id: Id
    action: Text | None = None
    updated_at: Text | None = None
    discussion_id: Text | None = None
    system: bool | None = None


class _Note(Struct):
    object_attributes: _NoteAttributes
    project: _Project
    merge_request: _MergeRequest | None = None


class _Commit(Struct):
    added: list[str] | None = None
    modified: list[str] | None = None
    removed: list[str] | None = None


class _Push(Struct):
    ref: Text
    after: Text
    project: _Project
    commits: list[_Commit] | None = None
    total_commits_count: int | None = None


def understand(body: bytes, event_uuid: str) -> Event | None:
    """Return the event of a body, or None for kinds that nobody waits for; raise NotUnderstoodError."""
    readers = {
        "pipeline": _pipeline,
        "build": _job,
        "merge_request": _merge_request,
        "note": _note,
        "push": _push,
    }
    # GitLab names the kind first; to decode 30 kB only for that would cost as much as all the rest of understanding.
    first = _KIND_FIRST.match(body)
    reader = readers.get(first[1].decode()) if first else None
    if reader is None:
        head = _decode(body, _Head)
        reader = readers.get(head.object_kind or head.event_name)
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


def _decode(body: bytes, into: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=into)
    except msgspec.ValidationError as error:
        raise NotUnderstoodError(str(error)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError) as error:
        raise NotJSONError(f"not JSON: {type(error).__name__}") from None


def _moment(text: str | None) -> str:
    """Return a time of GitLab's in one form, to the second; a time in no form that we know is kept as it is.

    Hooks say `2016-08-12 15:23:28 UTC`, `2021-02-23T02:41:37.886Z` and `2021-04-28 21:50:00 +0200`.
    """
    iso = re.sub(r" (?=[+-]\d{2}:?\d{2}$)", "", (text or "").replace(" UTC", "+00:00"))
    try:
        moment = datetime.fromisoformat(iso)
        utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return text or ""
    return utc.isoformat(timespec="seconds")


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
        is_tag=attributes.tag is True,
        finished_at=_moment(attributes.finished_at),
        merge_request=_merge_request_hint(read.project, read.merge_request) if read.merge_request else None,
        event_uuid=event_uuid,
        succeeded=_succeeded(read),
    )


def _succeeded(read: _Pipeline) -> tuple[tuple[int, str], ...]:
    """Return jobs whose logs will be wanted at once; of other pipelines nobody asks, and events are kept for days."""
    merge_request, builds = read.merge_request, read.builds or []
    if read.object_attributes.status not in FINISHED or merge_request is None:
        return ()
    if merge_request.target_project_id != read.project.id:
        return ()
    return tuple((one.id, one.name) for one in builds if one.status == "success")[:MAX_JOBS]


def _job(body: bytes, event_uuid: str) -> Event:
    read: _Job = _decode(body, _Job)
    return JobEvent(
        project=_hint(read.project),
        pipeline_id=read.pipeline_id,
        job_id=read.build_id,
        status=read.build_status,
        ref=read.ref,
        is_tag=read.tag is True,
        finished_at=_moment(read.build_finished_at),
        event_uuid=event_uuid,
    )


def _merge_request(body: bytes, event_uuid: str) -> Event:
    read: _MergeRequestBody = _decode(body, _MergeRequestBody)
    attributes = read.object_attributes
    return MergeRequestEvent(
        project=_hint(read.project),
        merge_request=_merge_request_hint(read.project, attributes),
        action=attributes.action or "",
        updated_at=_moment(attributes.updated_at),
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
        action=attributes.action or "create",  # sent since 16.11, and edits fire since then
        updated_at=_moment(attributes.updated_at),
        discussion_id=attributes.discussion_id or "",
        text=attributes.note[:MAX_TEXT],
        event_uuid=event_uuid,
    )


def _push(body: bytes, event_uuid: str) -> Event:
    read: _Push = _decode(body, _Push)
    commits = read.commits or []
    ci_file = read.project.ci_config_path or CI_FILE
    touched = {
        path for commit in commits for paths in (commit.added, commit.modified, commit.removed) for path in paths or ()
    }
    # The hook names 20 commits at most; what the others touched is unknown.
    is_cut = (read.total_commits_count or 0) > len(commits)
    return PushEvent(
        project=_hint(read.project),
        ref=read.ref,
        after=read.after,
        changes_ci_file=is_cut or ci_file in touched,
        event_uuid=event_uuid,
    )
