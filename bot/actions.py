"""What we may do: the decisions that workers/act carries out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.builds import BuildJob
from bot.caches import CacheTag
from bot.facts import Complaint, Job


@dataclass(frozen=True)
class AsOf:
    """The state of GitLab that a comment speaks of; a later one may replace an earlier one, never the reverse.

    `pipeline_id` orders first (GitLab counts up), then `finished_at` (ISO 8601, UTC), because a retried job
    finishes the same pipeline a second time.
    """

    pipeline_id: int
    finished_at: str

    def is_older_than(self, other: "AsOf") -> bool:
        """Tell whether `other` speaks of a newer state."""
        return (self.pipeline_id, self.finished_at) < (other.pipeline_id, other.finished_at)


@dataclass(frozen=True)
class WriteSummary:
    """Keep the merge request's one summary comment current.

    `body` is the whole comment, marker included. With `may_create` False it is written only over a comment that
    stands already: there is nothing new to say, but what was said must not go stale. `complaint` is to be remembered,
    so that a later comment can say what was mended.
    """

    project_id: int
    merge_request_iid: int
    body: str
    as_of: AsOf
    may_create: bool
    complaint: Complaint | None = None


class Receipt(StrEnum):
    """The emoji on the note of a command, which tells its writer how it stands; a final one is never changed."""

    SEEN = "eyes"
    DONE = "white_check_mark"
    FAILED = "x"
    REFUSED = "no_entry_sign"

    @property
    def is_final(self) -> bool:
        """Tell whether the command has ended."""
        return self is not Receipt.SEEN


@dataclass(frozen=True)
class Answer:
    """What the writer of a command is told, in the thread of the note; `text` may be empty when the emoji says it all.

    An answer that is not final is one about progress: `memory` is kept with it for the next attempt, and
    `look_again_seconds` says when that is; without it the command goes on at once. Several answers of one command are
    one note, written over. Sent back is nothing.
    """

    text: str
    receipt: Receipt = Receipt.DONE
    memory: Mapping[str, Any] = field(default_factory=dict)
    look_again_seconds: float | None = None


@dataclass(frozen=True)
class TakeTurn:
    """Take the turn of a command that changes something; sent back is an `Answer` when it has to wait, else None."""


@dataclass(frozen=True)
class ReviewNow:
    """Review the merge request at once and speak even if nothing changed; sent back is why nothing was said, or ""."""


@dataclass(frozen=True)
class LookAtReview:
    """Gather what a review knows; sent back are `ReviewFacts`, or the reason why there are none, as text."""


@dataclass(frozen=True)
class LookAtFiles:
    """Read layers of an image; sent back are their largest files (`LargeFile`), or why they were not read, as text."""

    reference: str
    digests: tuple[str, ...]


@dataclass(frozen=True)
class LargeFile:
    """A file of an image and its size, unpacked."""

    path: str
    size_bytes: int


@dataclass(frozen=True)
class LookAtBuild:
    """Look at the newest pipeline of the merge request; sent back is a `Build`, None when there is no pipeline."""


@dataclass(frozen=True)
class LookAtQueue:
    """Look what waits before us; sent back is the number of events that are due on the events lane."""


@dataclass(frozen=True)
class RetryJob:
    """Retry a job; sent back is a `Step`. A job that was retried already is not retried again."""

    project_id: int
    job_id: int


@dataclass(frozen=True)
class CancelJob:
    """Cancel a job; sent back is a `Step`."""

    project_id: int
    job_id: int


@dataclass(frozen=True)
class LookAtPipeline:
    """Look at one pipeline as it is now; sent back is a `Build`."""

    project_id: int
    pipeline_id: int


@dataclass(frozen=True)
class LookAtCaches:
    """Look for what jobs of the newest pipeline use as their cache; sent back are `Caches`."""

    jobs: tuple[BuildJob, ...]


@dataclass(frozen=True)
class LookAtPast:
    """Look how long earlier successful builds of a job took; sent back is a `Past`."""

    project_id: int
    job_name: str


@dataclass(frozen=True)
class LookAtLog:
    """Read the log of a job that has ended; sent back is a `Log`, empty when it is gone."""

    project_id: int
    job: Job


@dataclass(frozen=True)
class DeleteTag:
    """Delete a tag of a cache unless it is gone or names another digest by now; sent back is a `Step`."""

    tag: CacheTag


@dataclass(frozen=True)
class StartPipeline:
    """Start a pipeline of the merge request; sent back is a `Step`.

    With a variable, which is set to 1, it is one of the source branch, as GitLab takes no variables for others. One
    that we started since the pipeline `after` counts as started.
    """

    project_id: int
    after: int
    variable: str | None = None


@dataclass(frozen=True)
class LookAtRepair:
    """Make the checked fixes of one rule, or of all, in memory; sent back is a `Repair`."""

    project_id: int
    sha: str
    rule: str | None = None


@dataclass(frozen=True)
class FixedFile:
    """A file as it is to be."""

    path: str
    text: str
    is_new: bool = False


@dataclass(frozen=True)
class Repair:
    """Checked fixes; `titles` say in the imperative what each does, `problem` why nothing could be read."""

    files: tuple[FixedFile, ...] = ()
    titles: tuple[str, ...] = ()
    problem: str = ""

    @property
    def listed(self) -> str:
        """Return the titles as a commit message lists them."""
        return "\n".join(f"- {title}" for title in self.titles)


@dataclass(frozen=True)
class CommitFixes:
    """Commit files to a branch, which is made at `start_sha` if there is one; sent back is a `Step`.

    The commit message names the note, so that an earlier attempt is known by it and nothing is committed twice.
    """

    project_id: int
    branch: str
    start_sha: str | None
    message: str
    files: tuple[FixedFile, ...]
    note_id: int


@dataclass(frozen=True)
class OpenMergeRequest:
    """Open a merge request, or find the one that an earlier attempt opened; sent back is a `Step` with its iid."""

    project_id: int
    source_branch: str
    target_branch: str
    title: str
    description: str


@dataclass(frozen=True)
class Step:
    """What came of an action: `problem` says in a plain sentence why it was not done; `id` is what it started."""

    problem: str = ""
    id: int | None = None
    web_url: str = ""


@dataclass(frozen=True)
class Accept:
    """Remember what a team has accepted until a day; sent back is nothing."""

    what: str
    until: datetime
    reason: str


@dataclass(frozen=True)
class Vouch:
    """Remember that a Developer vouches for a fork's commit; sent back is nothing."""

    sha: str


Action = (
    Accept
    | Answer
    | CancelJob
    | CommitFixes
    | DeleteTag
    | LookAtBuild
    | LookAtCaches
    | LookAtFiles
    | LookAtLog
    | LookAtPast
    | LookAtPipeline
    | LookAtQueue
    | LookAtRepair
    | LookAtReview
    | OpenMergeRequest
    | RetryJob
    | ReviewNow
    | StartPipeline
    | TakeTurn
    | Vouch
    | WriteSummary
)
