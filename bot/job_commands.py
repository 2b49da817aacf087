"""Finds the image commands of a job and fills in their variables as the job's shell would, as far as they are known."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from bot.files.ci_file import Job, Section, Step, expand_text
from bot.files.shell import Assignment, Command, Loop, Use, Word, expand, expand_all
from bot.image_commands import ImageCommand, read_image_command

_PROGRAM = re.compile(r"docker|podman|nerdctl|buildah|buildx|buildctl|executor|skopeo|crane|\$")
"""What every image command has among its words; the words of all others are not worth filling in."""
MOST_TURNS = 50
"""Of the loops around one command."""
MOST_COMMANDS = 2000
"""Of one job that may be image commands, each turn of a loop counted."""


@dataclass(frozen=True)
class JobCommand:
    """An image command and the step that it stands in; one in a loop comes once for each turn.

    `variables` are those that are known where it runs; what only GitLab or the job knows stays `${NAME}`.
    """

    step: Step
    command: ImageCommand
    variables: Mapping[str, str]


def image_commands(job: Job, given: Mapping[str, str] | None = None) -> Iterator[JobCommand]:
    """Yield the image commands of a job; `given` are GitLab's own variables and those of one job of a matrix."""
    for command in islice(_tries(job, given or {}), MOST_COMMANDS):
        if command is not None:
            yield command


def _tries(job: Job, given: Mapping[str, str]) -> Iterator[JobCommand | None]:
    """Yield each command that may be one of images, None where it is none."""
    start = {**given, **{name: expand_text(value, given) for name, value in job.known_variables.items()}}
    shell = _Shell(start)
    for step in job.steps:
        if step.section is Section.AFTER and not shell.is_after:
            # after_script runs in a shell of its own, which knows nothing of what the other one set.
            shell = _Shell(start, is_after=True)
        if _PROGRAM.search(" ".join(step.command.texts)):
            yield from _turned(step, shell.variables_of(step.command))
        shell.take(step.command)


def _turned(step: Step, known: Mapping[str, str]) -> Iterator[JobCommand | None]:
    for variables in _turns(step.command.loops, known):
        command = read_image_command(expand_all(step.command.words, variables))
        yield None if command is None else JobCommand(step, command, variables)


class _Shell:
    """What the variables of a shell hold from command to command, and those of the subshells in it."""

    def __init__(self, variables: Mapping[str, str], *, is_after: bool = False) -> None:
        self.is_after = is_after
        self._scopes: dict[tuple[int, ...], dict[str, str]] = {(): dict(variables)}

    def variables_of(self, command: Command) -> dict[str, str]:
        """Return the variables that a command sees, those set on its own line too."""
        known = dict(self._scope(command))
        if command.words:
            _assign(known, command.assignments, is_certain=True)
        return known

    def take(self, command: Command) -> None:
        """Remember what a command sets beyond itself."""
        if not command.words or command.texts[0] in {"export", "declare", "readonly", "local", "unset"}:
            _assign(self._scope(command), command.assignments, is_certain=not command.is_conditional)

    def _scope(self, command: Command) -> dict[str, str]:
        """Return the variables of a command's own shell; a subshell begins with what its parent holds."""
        for end in range(len(command.subshells) + 1):
            shells = command.subshells[:end]
            if shells not in self._scopes:
                self._scopes[shells] = dict(self._scopes[shells[:-1]])
        return self._scopes[command.subshells]


def _assign(known: dict[str, str], assignments: Iterable[Assignment], *, is_certain: bool) -> None:
    """Set variables; what may be set or not, or is taken away, is known no more."""
    for one in assignments:
        if one.value is not None and is_certain and not _takes_output(one.value):
            # An assignment splits nothing at blanks.
            known[one.name] = " ".join(expand(one.value, known))
        elif one.value is not None or one.is_unset:
            known.pop(one.name, None)


def _takes_output(word: Word) -> bool:
    """Tell whether a word holds the output of a command; written out it would be split like a text with blanks."""
    return any(isinstance(part, Use) and not part.name for part in word.parts)


def _turns(loops: tuple[Loop, ...], variables: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the variables of each turn of the loops around a command; once where it stands in none."""
    names = [loop.name for loop in loops]
    values = [expand_all(loop.words, variables) or (f"${{{loop.name}}}",) for loop in loops]
    for turn in islice(product(*values), MOST_TURNS):
        yield {**variables, **dict(zip(names, turn, strict=True))}
