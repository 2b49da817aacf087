"""What a job's log says about its builds: plain, frozen facts, whichever builder printed them."""

from dataclasses import dataclass
from enum import StrEnum


class Builder(StrEnum):
    """The program that built; `NONE` when no build is in the log, or nothing in it tells which."""

    LEGACY = "legacy"
    BUILDKIT = "buildkit"
    BUILDAH = "buildah"
    PODMAN = "podman"
    KANIKO = "kaniko"
    NONE = "none"


class Verdict(StrEnum):
    """What the cache did, over all steps that have an answer."""

    HIT = "hit"
    PARTIAL = "partial"
    MISS = "miss"
    NONE = "none"


class CacheImport(StrEnum):
    """Whether BuildKit could read the caches it was told to import."""

    OK = "ok"
    PARTIAL = "partial"
    ERROR = "error"


@dataclass(frozen=True)
class PushedImage:
    """An image that a job's trace says was pushed: `registry` is host[:port], `repository` has no host."""

    registry: str
    repository: str
    tags: tuple[str, ...]
    digest: str | None
    line: int


@dataclass(frozen=True)
class Step:
    """One instruction that a builder reported, at the line where it first appears.

    `instruction` has its runs of white space made one blank. `stage` is BuildKit's name of the image stage, or the
    number that buildah and podman print; `build` counts the builds of the log from 0. `cached` is None where the
    question makes no sense or the log does not answer it. `seconds` are the builder's own, or those between the time
    stamps of the log. `is_restored`: the hit had to be downloaded. `is_open`: it had begun and not ended when the log
    ended; `container_id` is where the legacy builder runs it.
    """

    instruction: str
    line: int
    n: int | None = None
    total: int | None = None
    stage: str | None = None
    platform: str | None = None
    build: int = 0
    cached: bool | None = None
    seconds: float | None = None
    is_restored: bool = False
    is_open: bool = False
    is_failed: bool = False
    container_id: str | None = None

    @property
    def keyword(self) -> str:
        """Return the instruction's first word in upper case, as in `RUN`."""
        return self.instruction.partition(" ")[0].upper()


@dataclass(frozen=True)
class Build:
    """One build: `command` is the shell's echo of what started it ("" when the log has none), without the dollar.

    `target` names it where one command builds several (bake, compose). `context` is the size that was sent, as printed.
    """

    number: int
    builder: Builder
    line: int
    command: str = ""
    target: str = ""
    context: str = ""
    tags: tuple[str, ...] = ()
    is_finished: bool = False


class SourceKind(StrEnum):
    """How a cache was tried: BuildKit's import, a `docker pull` before the build, or a look-up of single layers."""

    IMPORT = "import"
    PULL = "pull"
    LAYERS = "layers"


@dataclass(frozen=True)
class CacheSource:
    """A reference that was tried as a cache; `is_usable` is None when the log ends before the answer.

    `message` is what was said when it failed.
    """

    kind: SourceKind
    reference: str
    line: int
    is_usable: bool | None = None
    message: str = ""


@dataclass(frozen=True)
class Phase:
    """One section of the job's log; `seconds` is None while it is open, `depth` 0 for the outermost."""

    name: str
    line: int
    seconds: float | None = None
    depth: int = 0


@dataclass(frozen=True)
class Trace:
    """The whole reading of one log.

    `lines` counts line feeds; `last_output_at` are seconds since 1970 where the log has time stamps. `is_truncated`:
    the runner stopped writing at its limit. `is_partial`: there was more than we keep. `has_ended`: the runner wrote
    the last word of the job. `services_seconds` is how long the runner waited for services, `push_seconds` what it took
    to export and push, both None where the log has no times for it; `is_engine_slowed`: Docker's engine said that it
    slows its start down, because TLS is off. `open_work` is what had begun and not ended when the log did, a step or
    not.
    """

    builder: Builder = Builder.NONE
    builds: tuple[Build, ...] = ()
    steps: tuple[Step, ...] = ()
    cache_sources: tuple[CacheSource, ...] = ()
    image_refs: tuple[str, ...] = ()
    pushes: tuple[PushedImage, ...] = ()
    phases: tuple[Phase, ...] = ()
    open_work: str = ""
    lines: int = 0
    last_output_at: float | None = None
    is_truncated: bool = False
    is_partial: bool = False
    has_ended: bool = False
    services_seconds: float | None = None
    push_seconds: float | None = None
    is_engine_slowed: bool = False

    @property
    def cache_verdict(self) -> Verdict:
        """Return `hit` when every step that has an answer was cached, `miss` when none was."""
        answers = {step.cached for step in self.steps} - {None}
        if not answers:
            return Verdict.NONE
        if len(answers) > 1:
            return Verdict.PARTIAL
        return Verdict.HIT if True in answers else Verdict.MISS

    @property
    def first_miss(self) -> Step | None:
        """Return the first step of the log that was not cached."""
        return next((step for step in self.steps if step.cached is False), None)

    @property
    def cache_import(self) -> CacheImport | None:
        """Return how BuildKit's imports went, None when it was told of none."""
        answers = {source.is_usable for source in self.cache_sources if source.kind is SourceKind.IMPORT} - {None}
        if not answers:
            return None
        if len(answers) > 1:
            return CacheImport.PARTIAL
        return CacheImport.OK if True in answers else CacheImport.ERROR

    @property
    def open_step(self) -> Step | None:
        """Return the step that was running when the log ended, the one that spoke last when there are several."""
        return next((step for step in reversed(self.steps) if step.is_open), None)
