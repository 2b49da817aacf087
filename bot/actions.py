"""What we may do: the decisions that workers/act carries out."""

from dataclasses import dataclass

from bot.facts import Complaint


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


@dataclass(frozen=True)
class Reply:
    """Answer a command in the thread of its note."""

    project_id: int
    merge_request_iid: int
    discussion_id: str
    body: str


@dataclass(frozen=True)
class ReviewNow:
    """Review the merge request at once and speak even if nothing changed."""

    project_id: int
    project_path: str
    merge_request_iid: int


Action = WriteSummary | Reply | ReviewNow
