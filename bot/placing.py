"""Finds the Dockerfile's instruction behind each step of a log, and the steps that cannot come from that Dockerfile."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.build_commands import read_build_command
from bot.files.dockerfile import Dockerfile, Instruction, Stage
from bot.files.dockerfile.stages import buildkit_steps, classic_steps, shown_name, target_stage
from bot.traces.model import Builder, Step, Trace

_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_]\w*)")
_MARKS = re.compile(r"[\s\"'\[\],\\]+")
_STAGE_NAME = re.compile(r"\s+as\s+\S+\s*$", re.IGNORECASE)
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}")
_SHORT_HOSTS = ("docker.io/library/", "docker.io/")
# The legacy builder makes an instruction of each `--label`, behind all others.
_ADDED_BY_OPTIONS = "LABEL"


@dataclass(frozen=True)
class Placed:
    """A step with the image stage and the instruction that it comes from; None where the Dockerfile has no such."""

    step: Step
    stage: Stage | None = None
    instruction: Instruction | None = None

    @property
    def fits(self) -> bool:
        """Tell whether the log and the Dockerfile say the same here."""
        return self.instruction is not None and _is_same(self.step.instruction, self.instruction)


@dataclass(frozen=True)
class Drift:
    """A step that cannot come from the Dockerfile: `dockerfile` is what stands in its place at `line`, if anything."""

    n: int | None
    log: str
    dockerfile: str | None
    line: int | None


def place(trace: Trace, dockerfile: Dockerfile) -> tuple[Placed, ...]:
    """Return every step of a log with its instruction: by number where the builder counts, else by its text."""
    return tuple(_place(trace, step, dockerfile) for step in trace.steps)


def drift(trace: Trace, dockerfile: Dockerfile) -> tuple[Drift, ...]:
    """Return the steps that the Dockerfile cannot have made."""
    return tuple(_drift(placed) for placed in place(trace, dockerfile) if not placed.fits and not _is_added(placed))


def _place(trace: Trace, step: Step, dockerfile: Dockerfile) -> Placed:
    builder = trace.builds[step.build].builder if step.build < len(trace.builds) else trace.builder
    if step.n is None or builder is Builder.KANIKO:
        return _by_text(step, dockerfile)
    if builder is Builder.LEGACY:
        return _by_number(step, dockerfile, _classic(trace, step, dockerfile))
    if builder is Builder.BUILDKIT:
        shown = [stage for stage in dockerfile.stages if _is_shown_as(dockerfile, stage, step.stage)]
        return _by_number(step, dockerfile, buildkit_steps(shown[0])) if shown else Placed(step)
    stage = _numbered_stage(step, dockerfile)
    return _by_number(step, dockerfile, stage.instructions) if stage else Placed(step)


def _is_shown_as(dockerfile: Dockerfile, stage: Stage, name: str | None) -> bool:
    shown = shown_name(dockerfile, stage)
    return (shown or "").lower() == (name or "").lower()


def _numbered_stage(step: Step, dockerfile: Dockerfile) -> Stage | None:
    """Return the stage that buildah and podman number from 1; they print no number for the only one."""
    number = int(step.stage) if step.stage and step.stage.isdecimal() else 1
    return dockerfile.stages[number - 1] if 0 < number <= len(dockerfile.stages) else None


def _classic(trace: Trace, step: Step, dockerfile: Dockerfile) -> tuple[Instruction, ...]:
    command = trace.builds[step.build].command if step.build < len(trace.builds) else ""
    build = read_build_command(command)
    asked = build.target if build else None
    return classic_steps(dockerfile, asked if target_stage(dockerfile, asked) else None)


def _by_number(step: Step, dockerfile: Dockerfile, steps: Sequence[Instruction]) -> Placed:
    if step.n is None or not 0 < step.n <= len(steps):
        return Placed(step)
    instruction = steps[step.n - 1]
    return Placed(step, _stage_of(dockerfile, instruction), instruction)


def _by_text(step: Step, dockerfile: Dockerfile) -> Placed:
    fitting = (one for one in dockerfile.instructions if _is_same(step.instruction, one))
    instruction = next(fitting, None)
    return Placed(step, _stage_of(dockerfile, instruction) if instruction else None, instruction)


def _stage_of(dockerfile: Dockerfile, instruction: Instruction) -> Stage | None:
    return next((stage for stage in dockerfile.stages if stage.line <= instruction.line <= stage.last_line), None)


def _is_added(placed: Placed) -> bool:
    return placed.instruction is None and placed.step.keyword == _ADDED_BY_OPTIONS


def _drift(placed: Placed) -> Drift:
    instead = placed.instruction
    return Drift(
        n=placed.step.n,
        log=placed.step.instruction,
        dockerfile=instead.text if instead else None,
        line=instead.line if instead else None,
    )


def _is_same(logged: str, instruction: Instruction) -> bool:
    """Compare as loosely as builders rewrite: blanks, quotes, variables, digests and full image names."""
    if instruction.heredocs and "<<" in logged:
        return logged.split(maxsplit=1)[0].upper() == instruction.keyword
    written = _without_name(instruction.text)
    pieces = [_bare(piece) for piece in _VARIABLE.split(written)]
    text = _bare(_without_name(logged))
    return has_pieces(text, pieces) or text == _bare(written)


def _without_name(text: str) -> str:
    # BuildKit leaves the stage's name away when it prints FROM.
    return _STAGE_NAME.sub("", text) if text[:4].upper() == "FROM" else text


def has_pieces(text: str, pieces: Sequence[str]) -> bool:
    """Tell whether a text is the pieces in their order with anything between them; a pattern could take for ever."""
    first, *rest = pieces
    if not rest:
        return text == first
    *middle, last = rest
    place = len(first)
    for piece in middle:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return text.startswith(first) and text.endswith(last) and len(text) - len(last) >= place


def _bare(text: str) -> str:
    """Return a text without all that builders add, drop or change when they print an instruction."""
    return "".join(_words(_DIGEST.sub("", text))).lower()


def _words(text: str) -> Iterator[str]:
    for word in _MARKS.split(text):
        yield next((word.removeprefix(host) for host in _SHORT_HOSTS if word.startswith(host)), word)
