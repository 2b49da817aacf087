"""What the practice GitLab remembers."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1

COMPLETED = frozenset({"success", "failed", "canceled", "skipped"})


@dataclass(eq=False)
class User:
    """A user; the bot's own is one of them."""

    id: int
    username: str
    is_bot: bool = False
    state: str = "active"

    @property
    def name(self) -> str:
        """Return the name that people read."""
        return self.username.replace("-", " ").title()


@dataclass(eq=False)
class Token:
    """An access token with its scopes."""

    user: User
    scopes: frozenset[str]
    is_revoked: bool = False
    expires_at: datetime | None = None


@dataclass(eq=False)
class Commit:
    """A commit with the whole tree it holds."""

    sha: str
    message: str
    parents: tuple[str, ...]
    files: dict[str, str]
    created_at: datetime

    @property
    def title(self) -> str:
        """Return the first line of the message."""
        return self.message.partition("\n")[0]


@dataclass(eq=False)
class Label:
    """A label of a project."""

    id: int
    title: str
    created_at: datetime


@dataclass(eq=False)
class Milestone:
    """A milestone of a project."""

    id: int
    iid: int
    title: str
    created_at: datetime


@dataclass(eq=False)
class Project:
    """A project with its repository and its members' access levels; `inherited` ones come from its group.

    `ended` has the day on which a membership ended; GitLab lets a member do nothing from then on, but its list of
    members shows the row until a worker takes it out at night.
    """

    id: int
    path: str
    default_branch: str
    visibility: str
    members: dict[int, int]
    created_at: datetime
    inherited: dict[int, int] = field(default_factory=dict)
    ended: dict[int, str] = field(default_factory=dict)
    description: str = ""
    forked_from: "Project | None" = None
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    protected_branches: set[str] = field(default_factory=set)
    merge_requests: list["MergeRequest"] = field(default_factory=list)
    container_repositories: list["ContainerRepository"] = field(default_factory=list)

    def level_of(self, user: User | None) -> int:
        """Return a user's access level, 0 for strangers."""
        if user is None or user.id in self.ended:
            return 0
        return self.written_level_of(user)

    def written_level_of(self, user: User) -> int:
        """Return the access level that the list of members shows."""
        return max(self.members.get(user.id, 0), self.inherited.get(user.id, 0))

    def commit_at(self, ref: str) -> Commit | None:
        """Return the commit of a branch or an id; HEAD is the default branch."""
        name = self.default_branch if ref == "HEAD" else ref
        return self.commits.get(self.branches.get(name, name))


@dataclass(eq=False)
class ContainerRepository:
    """A repository of a project's registry; what is in it only the registry itself knows.

    `protected_tags` may be deleted by nobody below the level that stands beside them.
    """

    id: int
    path: str
    host: str
    created_at: datetime
    protected_tags: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return what GitLab calls its name: what follows the path of the project."""
        return self.path.partition("/")[2].partition("/")[2]

    @property
    def location(self) -> str:
        """Return the repository as references name it."""
        return f"{self.host}/{self.path}"


@dataclass(frozen=True)
class Position:
    """Where in the diff of a merge request a thread stands; one of the lines is None where only one side has it."""

    base_sha: str
    start_sha: str
    head_sha: str
    old_path: str
    new_path: str
    old_line: int | None
    new_line: int | None


@dataclass(eq=False)
class Note:
    """A note; system notes are GitLab's own. The first one of a thread in the diff has its position."""

    id: int
    author: User
    body: str
    created_at: datetime
    updated_at: datetime
    discussion_id: str
    type: str | None = None
    is_system: bool = False
    is_internal: bool = False
    edits: int = 0
    position: Position | None = None
    resolved_by: User | None = None
    resolved_at: datetime | None = None
    is_applied: bool = False


@dataclass(eq=False)
class MergeRequest:
    """A merge request of its target project; `head_sha` follows the pushes to its source branch while it is open."""

    id: int
    iid: int
    project: Project
    source_project: Project
    source_branch: str
    target_branch: str
    title: str
    author: User
    base_sha: str
    head_sha: str
    created_at: datetime
    updated_at: datetime
    state: str = "opened"
    description: str = ""
    labels: tuple[Label, ...] = ()
    milestone: Milestone | None = None
    assignees: tuple[User, ...] = ()
    reviewers: tuple[User, ...] = ()
    approved_by: tuple[User, ...] = ()
    merged_by: User | None = None
    merged_at: datetime | None = None
    closed_by: User | None = None
    closed_at: datetime | None = None
    merge_commit_sha: str | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def is_draft(self) -> bool:
        """Tell whether the title says that it is a draft, as GitLab does."""
        return self.title.lower().startswith(("draft:", "[draft]", "(draft)"))


@dataclass(frozen=True)
class Emoji:
    """An emoji that somebody put on a note."""

    id: int
    name: str
    user: User
    created_at: datetime


@dataclass(eq=False)
class Job:
    """A CI job; a retried one is hidden from lists, a bridge starts another pipeline and is no build.

    `tags` and `runner_type` are the class of its runner; `needs` is None where it waits for the CI stages before it.
    """

    id: int
    name: str
    stage: str
    status: str
    duration: float | None
    queued: float
    trace: bytes
    failure_reason: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    retried: bool = False
    retries: int = 0
    allow_failure: bool = False
    when: str = "on_success"
    environment: str | None = None
    has_runner: bool = True
    tags: tuple[str, ...] = ("dind",)
    runner_type: str = "instance_type"
    needs: tuple[str, ...] | None = None
    is_bridge: bool = False
    downstream: "Pipeline | None" = None


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
    user: User
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    name: str | None = None
    variables: dict[str, str] = field(default_factory=dict)
    upstream: Job | None = None
    upstream_pipeline: "Pipeline | None" = None
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
        """Return the builds that count, newest first."""
        return [job for job in reversed(self.jobs) if not job.retried and not job.is_bridge]

    @property
    def stages(self) -> list[str]:
        """Return the CI stages in the order of their first jobs."""
        return list(dict.fromkeys(job.stage for job in self.jobs))

    @property
    def duration(self) -> int | None:
        """Return the seconds in which jobs ran: stage after stage, each as long as its longest job that counts."""
        if self.status not in COMPLETED:
            return None
        longest: dict[str, float] = {}
        for job in self.latest_jobs:
            longest[job.stage] = max(longest.get(job.stage, 0.0), job.duration or 0.0)
        return round(sum(longest.values()))


def sha_of(*parts: object) -> str:
    """Return a commit id that is the same in every run."""
    return sha1(repr(parts).encode()).hexdigest()
