"""The image builds of a CI file: which Dockerfile, context, target and references each of them names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import join, normpath

from bot.build_commands import BuildCommand
from bot.lint.calls import Call


@dataclass(frozen=True)
class Build:
    """One build and the call that makes it; variables are filled in as far as they are known."""

    call: Call
    command: BuildCommand

    @cached_property
    def context(self) -> str | None:
        """Return the context's folder in the repository, None where it is none or nobody knows it here."""
        return self._inside(self.command.context_folder)

    @cached_property
    def dockerfile(self) -> str | None:
        """Return the Dockerfile's path in the repository, None where nobody knows it here."""
        return self._inside(self.command.dockerfile)

    def _inside(self, path: str | None) -> str | None:
        if path is None or self.call.folder is None:
            return None
        found = normpath(join(self.call.folder, path))
        return None if found.startswith("..") else found


def builds_of(calls: Iterable[Call]) -> Iterator[Build]:
    """Yield the builds among some calls, in their order."""
    for call in calls:
        build = build_at(call)
        if build is not None:
            yield build


def build_at(call: Call) -> Build | None:
    """Return the build that a call is, None where it is another command."""
    command = call.image.build if call.image is not None else None
    return Build(call, command) if command is not None else None
