"""What a Dockerfile says, each part with the lines it stands on (numbers from 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile

STAGE_SCRATCH = "scratch"


@dataclass(frozen=True)
class Problem:
    """A place that cannot be read, and why."""

    line: int
    text: str


@dataclass(frozen=True)
class Heredoc:
    """A text block that an instruction carries; `line` is where its content begins."""

    name: str
    text: str
    expands: bool
    line: int


@dataclass(frozen=True)
class Instruction:
    """One instruction.

    `keyword` is upper case; `original` the line as written with its continuations joined; `flags` pairs of name and
    value (`None` for a bare flag), without dashes; `arguments` the words as BuildKit's parser splits them (for ENV and
    LABEL triples of name, value and delimiter); `is_json` tells the exec form; `triggered` is what ONBUILD holds.
    """

    keyword: str
    original: str
    line: int
    last_line: int
    flags: tuple[tuple[str, str | None], ...] = ()
    arguments: tuple[str, ...] = ()
    is_json: bool = False
    heredocs: tuple[Heredoc, ...] = ()
    triggered: "Instruction | None" = None

    @property
    def text(self) -> str:
        """Return the instruction as builders print it, runs of white space made one blank."""
        return " ".join([self.keyword, *self.original.split()[1:]])

    def flag(self, name: str) -> str | None:
        """Return the value of a flag, the empty string for a bare one, None when it is not there."""
        return next((value or "" for flag, value in self.flags if flag == name), None)

    def flag_values(self, name: str) -> tuple[str, ...]:
        """Return all values of a flag that may be given several times."""
        return tuple(value or "" for flag, value in self.flags if flag == name)


@dataclass(frozen=True)
class Stage:
    """One image stage: `base` is what FROM names, variables expanded as far as the file defines them.

    `written_base` is the word as it stands; `instructions` begin with FROM.
    """

    index: int
    name: str | None
    base: str
    written_base: str
    platform: str | None
    instructions: tuple[Instruction, ...]

    @property
    def line(self) -> int:
        """Return the line of FROM."""
        return self.instructions[0].line

    @property
    def last_line(self) -> int:
        """Return the last line of the stage's last instruction."""
        return self.instructions[-1].last_line


@dataclass(frozen=True)
class Dockerfile:
    """A whole file: `before_stages` holds the ARG lines before the first FROM.

    `directives` are the parser directives by lower-case name; `problems` name what could not be read, the rest was.
    """

    instructions: tuple[Instruction, ...] = ()
    stages: tuple[Stage, ...] = ()
    directives: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    escape: str = "\\"

    @property
    def before_stages(self) -> tuple[Instruction, ...]:
        """Return the instructions before the first FROM; Docker allows only ARG there."""
        return tuple(takewhile(lambda one: one.keyword != "FROM", self.instructions))

    def stage(self, name_or_number: str) -> Stage | None:
        """Return the stage that `--target` or `--from` means: by name, case ignored, or by its number.

        Of two stages of one name the later one counts (moby/buildkit, instructions.HasStage).
        """
        wanted = name_or_number.lower()
        named = [stage for stage in self.stages if stage.name is not None and stage.name.lower() == wanted]
        if named:
            return named[-1]
        if wanted.isascii() and wanted.isdecimal() and int(wanted[:9]) < len(self.stages):
            return self.stages[int(wanted[:9])]
        return None
