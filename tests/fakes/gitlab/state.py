"""What the practice GitLab remembers."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1


@dataclass(eq=False)
class User:
    """A user; the bot's own is one of them."""

    id: int
    username: str
    is_bot: bool = False
    state: str = "active"


@dataclass(eq=False)
class Commit:
    """A commit with the whole tree it holds."""

    sha: str
    message: str
    parents: tuple[str, ...]
    files: dict[str, str]
    created_at: datetime


@dataclass(eq=False)
class Project:
    """A project with its repository and its members' access levels."""

    id: int
    path: str
    default_branch: str
    visibility: str
    members: dict[int, int]
    forked_from: "Project | None" = None
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    merge_requests: list["MergeRequest"] = field(default_factory=list)


@dataclass(eq=False)
class Note:
    """A note; system notes are GitLab's own."""

    id: int
    author: User
    body: str
    created_at: datetime
    updated_at: datetime
    discussion_id: str
    is_system: bool = False
    edits: int = 0


@dataclass(eq=False)
class MergeRequest:
    """A merge request of its target project."""

    id: int
    iid: int
    project: Project
    source_project: Project
    source_branch: str
    target_branch: str
    title: str
    author: User
    base_sha: str
    created_at: datetime
    updated_at: datetime
    state: str = "opened"
    notes: list[Note] = field(default_factory=list)

    @property
    def head_sha(self) -> str:
        """Return the newest commit of the source branch."""
        return self.source_project.branches[self.source_branch]


@dataclass(eq=False)
class Job:
    """A CI job; a retried one is hidden from lists."""

    id: int
    name: str
    stage: str
    status: str
    duration: float | None
    queued: float
    trace: bytes
    failure_reason: str | None
    created_at: datetime
    finished_at: datetime | None
    retried: bool = False


@dataclass(eq=False)
class Pipeline:
    """A pipeline; `ref` is the source branch, as hooks name it."""

    id: int
    iid: int
    project: Project
    ref: str
    sha: str
    source: str
    kind: str
    status: str
    merge_request: MergeRequest | None
    created_at: datetime
    finished_at: datetime | None = None
    jobs: list[Job] = field(default_factory=list)

    @property
    def rest_ref(self) -> str:
        """Return the ref as REST names it: for merge-request pipelines a path that no hook ever shows."""
        ends = {"detached": "head", "merged_result": "merge", "merge_train": "train"}
        if self.merge_request is None or self.kind not in ends:
            return self.ref
        return f"refs/merge-requests/{self.merge_request.iid}/{ends[self.kind]}"

    @property
    def latest_jobs(self) -> list[Job]:
        """Return the jobs that count, newest first."""
        return [job for job in reversed(self.jobs) if not job.retried]


def sha_of(*parts: object) -> str:
    """Return a commit id that is the same in every run."""
    return sha1(repr(parts).encode()).hexdigest()


def iso(moment: datetime | None) -> str | None:
    """Return a time as the API writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z" if moment else None


def hook_time(moment: datetime | None) -> str | None:
    """Return a time as most hooks write it, by the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if moment else None
