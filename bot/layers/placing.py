"""Ties the steps of an image's history to image stage and line of the Dockerfile, and finds where its base ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.facts import PlatformImage
from bot.files.dockerfile import Dockerfile, Instruction, Stage
from bot.files.dockerfile.stages import base_stage, shown_name, target_stage
from bot.layers.history import SOMETHING, Step, steps_of
from bot.placing import has_pieces

MOST_COMPARED = 300
"""A Dockerfile has dozens of instructions; more of both are not compared, for the time grows with their product."""
_MARKS = re.compile(r"[\s\"'\[\],\\;]+")
_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_]\w*)")
_LEAVES_NO_ENTRY = frozenset({"FROM"})
_SETS_COMMAND = ("CMD", "ENTRYPOINT")


@dataclass(frozen=True)
class Place:
    """Where an instruction stands."""

    line: int
    stage: str | None


@dataclass(frozen=True)
class Placing:
    """The places by index in the history; `own_from` is the index of the first step that is not the base image's.

    It is None when nobody knows, and `is_guess` when only the history told it.
    """

    places: dict[int, Place]
    own_from: int | None
    is_guess: bool = False


def place_steps(image: PlatformImage, dockerfile: Dockerfile | None = None, target: str | None = None) -> Placing:
    """Return where the steps of an image stand, and where its base ends."""
    steps = steps_of(image.history)
    places = _places(steps, dockerfile, target) if dockerfile else {}
    marked = next((step.index for step in steps if step.base), None)
    if places:
        # One that buildah marked stands before the first that could be found in the file.
        first = min(places)
        return Placing(places, min(first, marked) if marked is not None else first)
    if marked is not None:
        return Placing(places, marked)
    guess = _after_last_command(steps, image)
    return Placing(places, guess, is_guess=guess is not None)


def _places(steps: Sequence[Step], dockerfile: Dockerfile, target: str | None) -> dict[int, Place]:
    """Go through both from the end: what the target stage adds last stands last in the history."""
    written = list(_written(dockerfile, target_stage(dockerfile, target)))[-MOST_COMPARED:]
    found: dict[int, Place] = {}
    for step in reversed(steps[-MOST_COMPARED:]):
        number = next((n for n in range(len(written) - 1, -1, -1) if is_same(step.instruction, written[n][1])), None)
        if number is None:
            continue
        stage, instruction = written[number]
        found[step.index] = Place(instruction.line, shown_name(dockerfile, stage))
        del written[number:]
    return found


def _written(dockerfile: Dockerfile, stage: Stage | None) -> Iterator[tuple[Stage, Instruction]]:
    """Yield the instructions of a stage, after those of the stages that it is based on."""
    if stage is None:
        return
    yield from _written(dockerfile, base_stage(dockerfile, stage))
    yield from ((stage, one) for one in stage.instructions if one.keyword not in _LEAVES_NO_ENTRY)


def _after_last_command(steps: Sequence[Step], image: PlatformImage) -> int | None:
    """Guess: an image that others build on ends with a command; what follows it is the image's own."""
    making = [step.index for step, entry in zip(steps, image.history, strict=True) if not entry.is_empty]
    before = steps[: making[-1]] if making else ()
    return next((step.index + 1 for step in reversed(before) if step.instruction.startswith(_SETS_COMMAND)), None)


def is_same(built: str, written: Instruction) -> bool:
    """Compare as loosely as builders rewrite: flags, blanks, quotes and variables, and no names of what was copied."""
    if built.partition(" ")[0] != written.keyword:
        return False
    if SOMETHING in built:
        return has_pieces(_bare(built.rpartition(f"{SOMETHING} ")[2]), _pieces(written.arguments[-1:]))
    if written.heredocs:
        return all(_bare(one.text) in _bare(built) for one in written.heredocs)
    words = list(written.text.split()[1:])
    flags = len(list(takewhile(lambda word: word.startswith("--"), words)))
    if written.keyword == "RUN":
        # The shell expands variables, so they stand in the history as they do in the file.
        return _bare(" ".join(words[flags:])) == _bare(built.partition(" ")[2])
    without_flags = [word for word in built.split()[1:] if not word.startswith("--")]
    return has_pieces(_bare(" ".join(without_flags)), _pieces(words[flags:]))


def _pieces(words: Sequence[str]) -> list[str]:
    return [_bare(piece) for piece in _VARIABLE.split(" ".join(words))]


def _bare(text: str) -> str:
    return _MARKS.sub("", text)
