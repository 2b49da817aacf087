"""Collects what the readers of one log find: builds, steps, caches and names of images, never more than is kept."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from bot.build_commands import read_build_command
from bot.traces.model import Builder, SourceKind

Fact = TypeVar("Fact")

MOST_STEPS = 1000
MOST_BUILDS = 100
MOST_SOURCES = 200
MOST_REFS = 500
TEXT_LIMIT = 2000
"""Characters kept of one instruction, command or message."""
_TIME_BYTES = 27
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")


@dataclass(eq=False, slots=True)
class OpenStep:
    """A step whose answers are still to come; the fields are those of Step, and when it began."""

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
    is_open: bool = True
    is_failed: bool = False
    container_id: str | None = None
    began_at: float | None = None
    keyword: str = field(init=False)
    """The instruction's first word in upper case."""

    def __post_init__(self) -> None:
        """Take the first word once, as it is asked for at every line of the step."""
        self.keyword = self.instruction.partition(" ")[0].upper()

    def end(self, at: float | None = None) -> None:
        """Note that the step is over; its time is taken from the log's stamps unless the builder told it."""
        if self.is_open and self.seconds is None and at is not None and self.began_at is not None:
            self.seconds = round(at - self.began_at, 6)
        self.is_open = False

    def fail(self, at: float | None = None) -> None:
        """Note that the step failed: it had to be run for that."""
        self.answer(cached=False)
        self.is_failed = True
        self.end(at)

    def answer(self, *, cached: bool) -> None:
        """Note whether the step was cached; the first answer stands, and a FROM makes no layer that could be."""
        if self.cached is None and self.keyword != "FROM":
            self.cached = cached


@dataclass
class OpenBuild:
    """A build that is being read; the fields are those of Build, and the names of its image stages."""

    number: int
    builder: Builder
    line: int
    command: str = ""
    target: str = ""
    context: str = ""
    tags: tuple[str, ...] = ()
    is_finished: bool = False
    stages: set[str] = field(default_factory=set)
    arguments: dict[str, str] = field(default_factory=dict)
    """The values of the ARGs before the first FROM, which it may name its image by."""


@dataclass
class OpenSource:
    """A cache that was tried and has not answered yet; the fields are those of CacheSource."""

    kind: SourceKind
    reference: str
    line: int
    is_usable: bool | None = None
    message: str = ""


class Ledger:
    """Everything that was found in one log so far; what goes beyond its limits is counted as partial, not kept."""

    def __init__(self) -> None:
        self.builds: list[OpenBuild] = []
        self.steps: list[OpenStep] = []
        self.sources: list[OpenSource] = []
        self.refs: dict[str, None] = {}
        self.hints: dict[Builder, None] = {}
        """Builders that something in the log speaks for, the first first."""
        self.command = ""
        """What the shell echoed last, without its prompt."""
        self.is_partial = False

    def begin_build(self, builder: Builder, line: int, *, target: str = "", context: str = "") -> OpenBuild:
        """Return a new build, started by the command that was echoed last."""
        build = OpenBuild(len(self.builds), builder, line, self.command, target, context)
        self._keep(self.builds, build, MOST_BUILDS)
        return build

    def begin_step(self, build: OpenBuild, instruction: str, line: int, at: float | None = None) -> OpenStep:
        """Return a new step of a build; the images it names are noted."""
        step = OpenStep(one_line(instruction), line, build=build.number, began_at=at)
        self._keep(self.steps, step, MOST_STEPS)
        # What most steps are, a RUN, names nothing.
        if step.keyword in {"ARG", "FROM"} or "--from=" in step.instruction:
            self._take_names(build, step)
        return step

    def _take_names(self, build: OpenBuild, step: OpenStep) -> None:
        words = step.instruction.split()
        if step.keyword == "ARG":
            _take_argument(build, words[1:])
        for reference in _images_of(words):
            if reference not in build.stages:
                self.add_ref(_VARIABLE.sub(lambda found: build.arguments.get(found[1], "$"), reference))
        if step.keyword == "FROM" and words[-2:-1] in (["AS"], ["as"]):
            build.stages.add(words[-1])

    def begin_source(self, kind: SourceKind, reference: str, line: int) -> OpenSource:
        """Return a new cache that is tried, or the one of the same kind and name."""
        reference = reference[:TEXT_LIMIT]
        for known in self.sources:
            if (known.kind, known.reference) == (kind, reference):
                return known
        source = OpenSource(kind, reference, line)
        self._keep(self.sources, source, MOST_SOURCES)
        return source

    def add_ref(self, reference: str) -> None:
        """Note the name of an image, without its digest; variables and the empty image name none."""
        name = reference.partition("@")[0].removeprefix("docker://")
        if not name or "$" in name or name == "scratch" or "[MASKED]" in name:
            return
        if len(self.refs) < MOST_REFS:
            self.refs.setdefault(name[:TEXT_LIMIT])
        elif name not in self.refs:
            self.is_partial = True

    def add_tag(self, reference: str, build: OpenBuild | None) -> None:
        """Note that a build gave its image a name."""
        self.add_ref(reference)
        if build and reference not in build.tags and len(build.tags) < MOST_REFS:
            build.tags += (reference[:TEXT_LIMIT],)

    def hint(self, builder: Builder) -> None:
        """Note that something speaks for a builder."""
        self.hints.setdefault(builder)

    def _keep(self, kept: list[Any], one: object, most: int) -> None:
        if len(kept) < most:
            kept.append(one)
        else:
            self.is_partial = True


def frozen(known: object, kind: type[Fact]) -> Fact:
    """Return the facts of what is being read, field by field."""
    return kind(*_values_of(kind)(known))  # type: ignore[arg-type]


@cache
def _values_of(kind: type) -> Callable[[object], tuple[Any, ...]]:
    return attrgetter(*(one.name for one in fields(kind)))


def one_line(instruction: str) -> str:
    """Return an instruction with each run of white space made one blank, as long as we keep it."""
    return " ".join(instruction[: 2 * TEXT_LIMIT].split())[:TEXT_LIMIT]


def time_of(header: bytes) -> float | None:
    """Return the seconds since 1970 that the runner's header of a line names; None without one."""
    if not header:
        return None
    try:
        return datetime.fromisoformat(header[:_TIME_BYTES].decode()).timestamp()
    except ValueError:
        return None


def _take_argument(build: OpenBuild, words: list[str]) -> None:
    """Note an ARG's value for the FROMs below: that of the command, or else the default."""
    if len(words) == 1 and len(build.arguments) < MOST_REFS:
        name, equals, default = words[0].partition("=")
        command = read_build_command(build.command)
        value = command.build_args.get(name, default) if command else default
        if equals and value:
            build.arguments[name] = value.strip("\"'")


def _images_of(words: list[str]) -> Iterable[str]:
    """Yield the image that a FROM or a COPY --from names; a plain word after --from may be an image stage."""
    if words and words[0].upper() == "FROM":
        yield from [word for word in words[1:] if not word.startswith("--")][:1]
    for word in words[1:4]:
        name = word.removeprefix("--from=")
        if name != word and not {":", "/"}.isdisjoint(name):
            yield name
