"""The words about cache misses: what is known around a build, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.files.dockerfile import Dockerfile
from bot.traces.model import Step, Trace


class Why(StrEnum):
    """The causes of a miss."""

    NO_CACHE_SOURCE = "no_cache_source"
    CACHE_SOURCE_MISSING = "cache_source_missing"
    CACHE_SOURCE_WITHOUT_METADATA = "cache_source_without_metadata"
    DENIED = "denied"
    IMPORT_ERROR = "import_error"
    DIFFERENT_BUILDER = "different_builder"
    DIFFERENT_PLATFORM = "different_platform"
    LAYERS_DISABLED = "layers_disabled"
    NO_CACHE_FLAG = "no_cache_flag"
    PULL_FLAG = "pull_flag"
    CACHE_EXPIRED = "cache_expired"
    INSTRUCTION_CHANGED = "instruction_changed"
    COPIED_FILES_CHANGED = "copied_files_changed"
    BUILD_ARG_CHANGED = "build_arg_changed"
    BASE_IMAGE_CHANGED = "base_image_changed"
    REMOTE_FILE_CHANGED = "remote_file_changed"
    PARENT_STAGE_MISSED = "parent_stage_missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FileChange:
    """A file that the merge request changes, with its added and removed lines, None where the diff is not known."""

    path: str
    added: tuple[str, ...] | None = None
    removed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class SourceFile:
    """A file of the repository."""

    path: str
    text: str


Files = tuple[SourceFile, ...]


@dataclass(frozen=True)
class Sources:
    """What the repository tells about a build: some files as they are, and as they were at `before_sha`.

    `changes` are the files that the merge request changes, None when nobody knows them.
    """

    now: Files = ()
    before: Files = ()
    before_sha: str | None = None
    changes: tuple[FileChange, ...] | None = None


@dataclass(frozen=True)
class Inputs:
    """What is known beside the log: `before` is the Dockerfile and `baseline` the log on the target branch.

    `changes` is None when nobody knows what changed, which is not the same as no change. `context` is the folder of
    the build context in the repository, `ignore_text` the `.dockerignore` that counts for it.
    """

    dockerfile: Dockerfile | None = None
    before: Dockerfile | None = None
    baseline: Trace | None = None
    changes: tuple[FileChange, ...] | None = None
    dockerfile_path: str = "Dockerfile"
    context: str = "."
    ignore_text: str | None = None

    @property
    def dockerfile_change(self) -> FileChange | None:
        """Return what the merge request does to the Dockerfile."""
        return next((one for one in self.changes or () if one.path == self.dockerfile_path), None)


@dataclass(frozen=True)
class Cause:
    """Why a step ran again: `detail` is a name or value that belongs to the cause, such as an argument or a stage.

    `evidence_lines` are lines of the log, `dockerfile_line` one of the Dockerfile.
    """

    why: Why
    detail: str = ""
    files: tuple[FileChange, ...] = ()
    evidence_lines: tuple[int, ...] = ()
    dockerfile_line: int | None = None


@dataclass(frozen=True)
class Miss:
    """The first step of an image stage that ran again, why, and what followed from it.

    `lost` are the steps that ran again because of it, in other stages too; `lost_seconds` their time less what the
    same steps took in the baseline, None where the log knows no times. `hits` of `answers` steps of the stage were
    cached. An expected miss is one that nobody can avoid: the code changed, so it is compiled again.
    """

    step: Step
    cause: Cause
    lost: tuple[Step, ...]
    hits: int
    answers: int
    lost_seconds: float | None = None
    is_expected: bool = False
