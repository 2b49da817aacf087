"""Decides whether the cause of a miss is worth asking for, and which files of the repository tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import join, normpath

from bot.build_commands import is_cut, read_build_command
from bot.traces.model import Build, Step, Trace, Verdict

USUAL = "Dockerfile"
MOST_PATHS = 30


@dataclass(frozen=True)
class BuildFiles:
    """Where a build takes its Dockerfile and its context from; `is_guess` where its command does not say so."""

    dockerfile: str = USUAL
    context: str = "."
    is_guess: bool = True

    @property
    def ignore_files(self) -> tuple[str, str]:
        """Return where the ignore file may lie: BuildKit takes the Dockerfile's own first."""
        return f"{self.dockerfile}.dockerignore", normpath(join(self.context, ".dockerignore"))


def build_files(build: Build) -> BuildFiles:
    """Return where the files of a build lie; a target of bake or compose is described elsewhere."""
    command = None if is_cut(build.command) else read_build_command(build.command)
    if command is None or build.target or command.dockerfile is None or command.context_folder is None:
        return BuildFiles()
    return BuildFiles(command.dockerfile, command.context_folder, is_guess=False)


def wanted_paths(traces: Iterable[Trace]) -> tuple[str, ...]:
    """Return the files to ask for."""
    found = (build_files(build) for trace in traces for build in trace.builds)
    paths = (path for one in found for path in (one.dockerfile, *one.ignore_files))
    return tuple(dict.fromkeys(path for path in paths if not path.startswith("..")))[:MOST_PATHS]


def is_worth_asking(trace: Trace, before: Trace | None) -> bool:
    """Tell whether something ran again that was cached in the baseline, or nothing was cached at all."""
    if trace.cache_verdict is Verdict.MISS:
        return True
    return before is not None and ran_again(trace.steps, before)


def ran_again(steps: Iterable[Step], before: Trace) -> bool:
    """Tell whether one of some steps ran that was cached in an earlier log."""
    ran = {key for step in steps if step.cached is False for key in _keys(step)}
    return any(step.cached and not ran.isdisjoint(_keys(step)) for step in before.steps)


def _keys(step: Step) -> tuple[tuple[object, ...], ...]:
    """Return by what a step is the same in another log: its text, or its place when that is another text now."""
    return (step.build, step.stage, step.instruction), (step.build, step.stage, step.n)
