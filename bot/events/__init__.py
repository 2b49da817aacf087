"""What we understood of a hook: only what reactions need, never the whole payload."""

from dataclasses import dataclass

from bot.tasks import ProjectHint


@dataclass(frozen=True, kw_only=True)
class MergeRequestHint:
    """The merge request that an event named."""

    iid: int
    project: ProjectHint
    source_branch: str
    target_branch: str


@dataclass(frozen=True, kw_only=True)
class PipelineEvent:
    """A pipeline changed its status; `ref` is the source branch even for merge-request pipelines.

    `succeeded` are ids and names of its jobs, only of an ended pipeline of a merge request in its own project.
    """

    project: ProjectHint
    pipeline_id: int
    status: str
    ref: str
    is_tag: bool
    finished_at: str
    merge_request: MergeRequestHint | None
    event_uuid: str
    succeeded: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class JobEvent:
    """A CI job changed its status."""

    project: ProjectHint
    pipeline_id: int
    job_id: int
    status: str
    ref: str
    is_tag: bool
    finished_at: str
    event_uuid: str


@dataclass(frozen=True, kw_only=True)
class MergeRequestEvent:
    """A merge request changed; `has_new_commits` and `has_new_target` tell what kind of update it was."""

    project: ProjectHint
    merge_request: MergeRequestHint
    action: str
    updated_at: str
    has_new_commits: bool
    has_new_target: bool
    event_uuid: str


@dataclass(frozen=True, kw_only=True)
class NoteEvent:
    """Somebody wrote or edited a note on a merge request; `text` is cut to 2,000 characters."""

    project: ProjectHint
    merge_request: MergeRequestHint
    note_id: int
    author_id: int
    action: str
    updated_at: str
    discussion_id: str
    text: str
    event_uuid: str


@dataclass(frozen=True, kw_only=True)
class PushEvent:
    """Commits were pushed to a branch."""

    project: ProjectHint
    ref: str
    after: str
    changes_ci_file: bool
    event_uuid: str


Event = PipelineEvent | JobEvent | MergeRequestEvent | NoteEvent | PushEvent


def semantic_key(event: Event) -> str | None:
    """Return what is the same for two deliveries of one event, None when nothing tells it from the next one.

    A project hook and a group hook send the same event under different Idempotency-Keys. A key that stands for two
    events would lose one of them, and doing the same work twice is harmless.
    """
    parts: tuple[str | int, ...]
    match event:
        case PipelineEvent(finished_at="") | MergeRequestEvent(updated_at=""):
            return None  # the next run or update would look the same
        case PipelineEvent():
            parts = ("pipeline", event.pipeline_id, event.status, event.finished_at)
        case JobEvent():
            parts = ("job", event.job_id, event.status)  # a retry is another job
        case MergeRequestEvent():
            news = f"{event.has_new_commits:d}{event.has_new_target:d}"  # two updates may share their second
            parts = ("merge_request", event.merge_request.iid, event.action, event.updated_at, news)
        case NoteEvent(action="create"):
            parts = ("note", event.note_id, event.action)
        case NoteEvent():
            parts = ("note", event.note_id, event.action, event.updated_at)
        case PushEvent():
            return None  # a branch may be set to and fro between the same two commits
    return ":".join(str(part) for part in (event.project.id, *parts))
