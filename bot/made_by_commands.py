"""Which images the script of a job pushes, and which of its names are one image: those that a build or a tag joins."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from bot.files.ci_file import Job
from bot.image_commands import ImageCommand
from bot.job_commands import MOST_COMMANDS, JobCommand, image_commands

MOST_IMAGES = 100
"""Of one job; each is compared with all that its log names."""
SILENT = frozenset({"buildah", "podman", "skopeo"})
_VALUES = re.compile(r": \[(.*)\]$")
"""What GitLab writes behind the name of each job that a matrix makes."""


@dataclass(frozen=True)
class CommandedImage:
    """An image that a script pushes, by all names that it pushes it under; what is not known in them stays `${NAME}`.

    It is conditional when every push of it may not run, and silent when a push of it leaves no name in the log.
    """

    references: tuple[str, ...]
    platforms: tuple[str, ...] = ()
    is_conditional: bool = False
    is_silent: bool = False


def commanded_images(job: Job, job_name: str, given: Mapping[str, str]) -> tuple[CommandedImage, ...]:
    """Return the images that a job pushes; `given` are GitLab's own variables.

    `job_name` tells which one of a matrix it is; where it does not, all of the matrix count.
    """
    told = (image_commands(job, {**given, **variant}) for variant in _variants(job.matrix, job_name))
    commands = list(islice(chain.from_iterable(told), MOST_COMMANDS))
    names = _Names()
    for one in commands:
        names.join(one.command)
    pushes: dict[str, list[tuple[str, JobCommand]]] = {}
    for one in commands:
        for reference in one.command.pushed:
            pushes.setdefault(names.root(reference), []).append((reference, one))
    kept = islice(pushes.items(), MOST_IMAGES)
    return tuple(_image(found, names.platforms.get(root, ())) for root, found in kept)


def _image(pushes: Sequence[tuple[str, JobCommand]], platforms: tuple[str, ...]) -> CommandedImage:
    return CommandedImage(
        references=tuple(dict.fromkeys(reference for reference, _ in pushes)),
        platforms=platforms,
        is_conditional=all(one.step.command.is_conditional for _, one in pushes),
        is_silent=any(_is_silent(one.command) for _, one in pushes),
    )


def _is_silent(command: ImageCommand) -> bool:
    """Tell whether a push says nothing of where it goes: buildah's, podman's and skopeo's never do."""
    is_quiet = any(option in {"-q", "--quiet"} for option, _ in command.options)
    return is_quiet or command.form[0] in SILENT or "quiet" in command.values("--progress")


def _variants(matrix: Sequence[Mapping[str, str]], job_name: str) -> Sequence[Mapping[str, str]]:
    found = _VALUES.search(job_name)
    fitting = [one for one in matrix if found is not None and ", ".join(one.values()) == found[1]]
    return fitting or matrix or ({},)


@dataclass
class _Names:
    """Names that stand for one image, and the platforms that it was built for."""

    platforms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _roots: dict[str, str] = field(default_factory=dict)

    def root(self, name: str) -> str:
        """Return the name that stands for all of an image."""
        return self._roots.get(name, name)

    def join(self, command: ImageCommand) -> None:
        """Take in what a command says of names: all tags of a build are one image, and so is what is tagged further."""
        if command.build is not None and command.build.tags:
            root = command.build.tags[0]
            self._set(command.build.tags, root)
            asked = [one for value in command.values("--platform") for one in value.split(",") if one]
            if asked:
                self.platforms[root] = tuple(dict.fromkeys((*self.platforms.get(root, ()), *asked)))
        elif command.tagged is not None:
            source, names = command.tagged
            self._set(names, self.root(source))

    def _set(self, names: Iterable[str], root: str) -> None:
        self._roots |= dict.fromkeys(names, root)
