"""Reads what a job's shell echoes before it runs a command: which builder it speaks for, and the images it names."""

import re
import shlex
from collections.abc import Iterator, Mapping

from bot.build_commands import build_of
from bot.traces.model import Builder

_BUILDERS: Mapping[str, Builder] = {
    "buildx": Builder.BUILDKIT,
    "buildctl": Builder.BUILDKIT,
    "podman": Builder.PODMAN,
    "buildah": Builder.BUILDAH,
    "/kaniko/executor": Builder.KANIKO,
    "kaniko/executor": Builder.KANIKO,
}
"""Words of a command that only one builder is meant by; docker alone may use either of its two."""
_PROGRAMS = frozenset({"docker", "podman", "buildah"})
_VERBS = frozenset({"pull", "push", "tag"})
_NAMING = ("--tag", "--cache-from", "--cache-to", "--cache-repo", "--destination")
_NAME = re.compile(r"[a-z0-9][\w./:-]*(?:@sha256:[0-9a-f]{64})?")


def split(command: str) -> list[str]:
    """Return the words of a command, as the shell would take them."""
    try:
        return shlex.split(command, comments=True)
    except ValueError:
        return command.split()


def hinted_builder(words: list[str]) -> Builder | None:
    """Return the builder that a command speaks for."""
    return next((_BUILDERS[word] for word in words if word in _BUILDERS), None)


def images_of(words: list[str]) -> Iterator[str]:
    """Yield the images that the arguments name; where a variable is part of a name the log does not tell it."""
    build = build_of(words)
    if build:
        given = [value for option in _NAMING for value in build.values(option)]
        yield from (name for value in given for name in _references(value))
    program, verb, *arguments = [*words, "", ""][_place_of_program(words) :]
    if program in _PROGRAMS and verb in _VERBS:
        yield from _bare(arguments)


def pulled_image(words: list[str]) -> str:
    """Return the argument of a pull, as it is written there; "" for any other command."""
    program, verb, *arguments = [*words, "", ""][_place_of_program(words) :]
    return next(_bare(arguments, with_variables=True), "") if program in _PROGRAMS and verb == "pull" else ""


def cache_arguments(words: list[str]) -> frozenset[str]:
    """Return the references after --cache-from, as they are written there."""
    build = build_of(words)
    given = build.values("--cache-from") if build else ()
    return frozenset(name for value in given for name in _references(value, with_variables=True))


def _place_of_program(words: list[str]) -> int:
    return next((place for place, word in enumerate(words) if word in _PROGRAMS), 0)


def _bare(words: list[str], *, with_variables: bool = False) -> Iterator[str]:
    """Yield the arguments of this command that are no options; a pull and a push have no option with a value."""
    for word in words:
        if word in {"&&", "||", ";", "|", "&"}:
            return
        if not word.startswith("-"):
            yield from _references(word.removesuffix(";"), with_variables=with_variables)


def _references(value: str, *, with_variables: bool = False) -> Iterator[str]:
    """Yield the image of an argument: bare, behind docker://, or after `ref=` where several things are given."""
    for word in value.split(",") if value.startswith("type=") else [value]:
        key, equals, behind = word.partition("=")
        name = (behind if equals else word).removeprefix("docker://")
        if (not equals or key == "ref") and (with_variables or _NAME.fullmatch(name)):
            yield name
