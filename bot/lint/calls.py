"""Follows the scripts of a CI job: which program is called with which words, where and with which variables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from bot.files.ci_file import CiFile, Job, Step
from bot.files.ci_file.jobs import read_image, read_services
from bot.files.shell.wrappers import program_at
from bot.files.yaml_nodes import Pairs
from bot.image_commands import ImageCommand, read_image_command
from bot.job_shell import follow

FORMS = {
    ("image", "push"): "push", ("image", "pull"): "pull", ("image", "tag"): "tag", ("image", "build"): "build",
    ("image", "rm"): "rmi", ("image", "save"): "save", ("image", "load"): "load", ("builder", "build"): "build",
    ("buildx", "build"): "build", ("buildx", "b"): "build", ("image", "prune"): "image prune",
    ("system", "prune"): "system prune", ("builder", "prune"): "builder prune", ("buildx", "prune"): "builder prune",
    ("volume", "prune"): "volume prune", ("container", "prune"): "container prune", ("buildx", "bake"): "bake",
    ("buildx", "create"): "buildx create", ("buildx", "imagetools"): "imagetools",
    ("manifest", "push"): "manifest push", ("manifest", "create"): "manifest create", ("container", "run"): "run",
}  # fmt: skip
"""Docker's longer forms of commands, and what is told of them."""
GLOBALS = frozenset({"-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "--tlscacert", "--tlskey"})
"""Docker's own options with a value, which stand before the verb."""


MOST_CALLS = 1000
"""Of one job, each turn of a loop counted; a person's longest has a tenth of it."""


@dataclass(frozen=True)
class Call:
    """One command of a job. `words` begin with the program and have their variables filled in as far as they are known.

    What is not known is written `${NAME}`, so that equal references compare equal. `variables` are those that the
    command sees and that are known; `folder` is where it runs, below the repository's own, None where nobody knows.
    """

    job: Job
    step: Step
    words: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: str | None = "."

    @property
    def program(self) -> str:
        """Return the program's name without its folder, empty where there is none."""
        return self.words[0].rpartition("/")[2] if self.words else ""

    @cached_property
    def image(self) -> ImageCommand | None:
        """Return the command as one that has to do with images (build, pull, push, tag, login), None for others."""
        return read_image_command(self.words)

    @property
    def is_docker(self) -> bool:
        """Tell whether this speaks to an engine: docker, or podman in its place."""
        return self.program in {"docker", "podman", "nerdctl"}

    @property
    def verb(self) -> str:
        """Return Docker's verb in its short form (`push`, `login`, `system prune`), empty for other programs."""
        return self._split()[0]

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return what stands behind the verb, or behind another program."""
        return self._split()[1]

    @property
    def bare(self) -> tuple[str, ...]:
        """Return the arguments that are no options; what an option takes as value is among them."""
        return tuple(word for word in self.arguments if not word.startswith("-"))

    @property
    def line(self) -> int:
        """Return the line on which the command begins."""
        return self.step.line

    @property
    def column(self) -> int:
        """Return the column in which the command begins."""
        return self.step.place(self.step.command.start)[1]

    @property
    def path(self) -> str:
        """Return the file in which the command stands."""
        return self.step.path

    def has(self, *options: str) -> bool:
        """Tell whether one of some options is given, with or without a value behind `=`."""
        return any(word.partition("=")[0] in options for word in self.arguments)

    def _split(self) -> tuple[str, tuple[str, ...]]:
        if not self.is_docker:
            return "", self.words[1:]
        place = 1
        while place < len(self.words) and self.words[place].startswith("-"):
            place += 2 if self.words[place] in GLOBALS else 1
        rest = self.words[place:]
        if rest[:2] in FORMS:
            return FORMS[rest[0], rest[1]], rest[2:]
        return (rest[0], rest[1:]) if rest else ("", ())


def calls_of(job: Job) -> Iterator[Call]:
    """Yield the commands of a job in their order; before_script and script share a shell, after_script has its own."""
    return islice(_all_calls_of(job), MOST_CALLS)


def _all_calls_of(job: Job) -> Iterator[Call]:
    for step, shell in follow(job, job.known_variables):
        known = shell.variables_of(step)
        for turn in shell.turns_of(step):
            words = shell.words_of(step, turn)
            words = words[program_at(words) :]
            if words:
                yield Call(job, step, words, {**known, **turn}, shell.folder_of(step))


def jobs_to_lint(file: CiFile) -> tuple[Job, ...]:
    """Return the jobs that can run; of a file of templates those; of one with defaults alone what a job would get."""
    return tuple(file.visible_jobs) or tuple(file.jobs.values()) or _default_job(file)


def all_calls(file: CiFile) -> Iterator[Call]:
    """Yield the commands of all jobs that count."""
    for job in jobs_to_lint(file):
        yield from calls_of(job)


def _default_job(file: CiFile) -> tuple[Job, ...]:
    """Return a hidden job that holds what the file's defaults give, none where they name no image and no service."""
    keys = [file.default.keys[name] for name in ("image", "services") if file.default.get(name) is not None]
    if not keys:
        return ()
    values = {name: one.value for name, one in file.variables.items()}
    return (
        Job(
            name=".default",
            key=keys[0],
            keywords=file.default,
            own=Pairs(),
            variables=file.variables,
            image=read_image(file.default.get("image"), values),
            services=tuple(read_services(file.default.get("services"), values)),
        ),
    )
