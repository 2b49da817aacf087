"""The words about the files of a merge request: how they are, how they were, and what is said of the difference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.lint.finding import Finding


@dataclass(frozen=True)
class DiffRefs:
    """The three commits that name one version of a merge request's diff (`diff_refs`)."""

    base_sha: str
    start_sha: str
    head_sha: str


@dataclass(frozen=True)
class FileDiff:
    """What a merge request changes in one file; `hunks` are empty where GitLab leaves the lines of a large diff out."""

    old_path: str
    new_path: str
    hunks: str = ""
    is_new: bool = False
    is_deleted: bool = False


@dataclass(frozen=True)
class Snapshot:
    """The texts of some files at one commit; `tree` has the paths of all files, None where they are too many."""

    files: Mapping[str, str]
    tree: frozenset[str] | None = None


@dataclass(frozen=True)
class ChangedFiles:
    """A merge request's version of the files and that of its target branch, and what differs.

    `ci_path` is where the project keeps its CI file; `is_foreign` tells that the change comes from a fork.
    """

    refs: DiffRefs
    diffs: tuple[FileDiff, ...]
    head: Snapshot
    target: Snapshot
    ci_path: str
    today: date
    is_foreign: bool = False


@dataclass(frozen=True)
class Place:
    """A line that the diff shows: its number now, and before where it stood there already."""

    old_path: str
    path: str
    line: int
    old_line: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """What is to stand in the place of some lines around the commented one."""

    above: int
    below: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Cost:
    """What a mistake costs: the seconds of a step that ran in a job, or the compressed bytes of an image's layer.

    `where` is the name of the job or the image, `step` the instruction.
    """

    where: str
    step: str
    seconds: float | None = None
    size_bytes: int | None = None


@dataclass(frozen=True)
class NewFinding:
    """A mistake that the target branch does not have.

    `name` is its fingerprint; `place` is None where the diff does not show its line; `patches` are what its fix
    changes, by path, `changed` the new texts. `cost` says what it costs, where log or image know it.
    """

    finding: Finding
    name: str
    place: Place | None = None
    suggestion: Suggestion | None = None
    patches: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    cost: Cost | None = None

    @property
    def mistake(self) -> tuple[str, str, str]:
        """Return what stays the same when lines move."""
        return self.finding.mistake


@dataclass(frozen=True)
class Thread:
    """A thread of ours: the mistake that it is about, and how it stands.

    `name` is the fingerprint of the finding and `mistake` a short form of its file, rule and kind; `seconds` is what
    the mistake was said to cost.
    """

    id: str
    note_id: int
    name: str
    mistake: str
    rule: str
    path: str
    is_resolved: bool = False
    seconds: float | None = None


@dataclass(frozen=True)
class FileReview:
    """What is said of the files: threads to open, those that stand, those whose mistake is gone, and all the rest.

    `doubles` are threads that two of us opened at the same moment.
    """

    refs: DiffRefs
    opened: tuple[NewFinding, ...] = ()
    standing: tuple[NewFinding, ...] = ()
    mended: tuple[Thread, ...] = ()
    rest: tuple[NewFinding, ...] = ()
    doubles: tuple[Thread, ...] = ()
