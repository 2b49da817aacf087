"""Follows the shell of a job from command to command: what its variables hold, and in which folder it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from posixpath import join, normpath

from bot.files.ci_file import Job, Section, Step
from bot.files.shell import Assignment, Loop, Use, Word, expand, expand_all

KEEPING = frozenset({"export", "declare", "readonly", "local", "unset"})
"""Commands whose assignments last."""
PROJECT_FOLDER = ("$CI_PROJECT_DIR", "${CI_PROJECT_DIR}")
MOST_TURNS = 50
"""Of the loops around one command."""


@dataclass
class _State:
    variables: dict[str, str]
    folder: str | None = "."

    def copy(self) -> "_State":
        return _State(dict(self.variables), self.folder)


class JobShell:
    """What a shell knows, and the subshells in it; what only GitLab or the job knows is not among the variables."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._own = _State(dict(variables))
        self._below: dict[tuple[int, tuple[int, ...]], _State] = {}

    def variables_of(self, step: Step) -> dict[str, str]:
        """Return the variables that a command sees, those set on its own line too."""
        known = dict(self._state(step).variables)
        if step.command.words:
            _assign(known, step.command.assignments, is_certain=True)
        return known

    def words_of(self, step: Step, turn: Mapping[str, str]) -> tuple[str, ...]:
        """Return the words of a command; what stands before them on its line does not reach them yet."""
        return expand_all(step.command.words, {**self._state(step).variables, **turn})

    def turns_of(self, step: Step) -> Iterator[dict[str, str]]:
        """Yield the variables of each turn of the loops around a command; once where it stands in none."""
        return _turns(step.command.loops, self._state(step).variables)

    def folder_of(self, step: Step) -> str | None:
        """Return where a command runs, below the repository's own folder; None where nobody knows."""
        return self._state(step).folder

    def take(self, step: Step) -> None:
        """Remember what a command sets beyond itself."""
        command, state = step.command, self._state(step)
        if not command.words or command.texts[0] in KEEPING:
            _assign(state.variables, command.assignments, is_certain=not command.is_conditional)
        elif command.texts[0] in {"cd", "pushd"}:
            _move(state, expand_all(command.words, state.variables), is_certain=not command.is_conditional)

    def _state(self, step: Step) -> _State:
        """Return what a command's own shell knows; a subshell begins with what its parent does."""
        found = self._own
        for end in range(1, len(step.command.subshells) + 1):
            # Subshells are numbered anew in every item of a script.
            key = (id(step.node), step.command.subshells[:end])
            if key not in self._below:
                self._below[key] = found.copy()
            found = self._below[key]
        return found


def follow(job: Job, variables: Mapping[str, str]) -> Iterator[tuple[Step, JobShell]]:
    """Yield the commands of a job in their order, each with the shell as it is before it."""
    shell, is_after = JobShell(variables), False
    for step in job.steps:
        if step.section is Section.AFTER and not is_after:
            # after_script runs in a shell of its own, which knows nothing of what the other one set.
            shell, is_after = JobShell(variables), True
        yield step, shell
        shell.take(step)


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


def _turns(loops: Iterable[Loop], variables: Mapping[str, str]) -> Iterator[dict[str, str]]:
    names = [loop.name for loop in loops]
    values = [expand_all(loop.words, variables) or (f"${{{loop.name}}}",) for loop in loops]
    for turn in islice(product(*values), MOST_TURNS):
        yield dict(zip(names, turn, strict=True))


def _move(state: _State, words: tuple[str, ...], *, is_certain: bool) -> None:
    target = words[1] if len(words) > 1 else "~"
    for name in PROJECT_FOLDER:
        if target == name or target.startswith(f"{name}/"):
            state.folder, target = ".", target.removeprefix(name).lstrip("/") or "."
    is_known = is_certain and not target.startswith(("/", "~", "-")) and "$" not in target
    state.folder = normpath(join(state.folder, target)) if is_known and state.folder is not None else None
