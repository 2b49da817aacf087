"""Reads what a job's shell echoes before it runs a command: which builder it speaks for, and the images it names."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

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
_SEPARATORS = frozenset({"&&", "||", ";", "|", "&"})
_NAME = re.compile(r"[a-z0-9][\w./:-]*(?:@sha256:[0-9a-f]{64})?")


@dataclass(frozen=True)
class Command:
    """What a command says: `images` are names without variables, the others stand as they are written.

    `pulled` is what a pull asks for, `caches` what is behind --cache-from.
    """

    builder: Builder | None = None
    images: tuple[str, ...] = ()
    pulled: str = ""
    caches: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def read_command(line: str) -> Command:
    """Read one line of shell; the jobs of a project say the same again and again."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        words = line.split()
    build = build_of(words)
    named = [name for option in _NAMING for value in build.values(option) for name in _images(value)] if build else []
    caches = [name for value in build.values("--cache-from") for name in _images(value)] if build else []
    program, verb, arguments = _program(words)
    bare = [name for word in arguments for name in _images(word)] if program and verb in _VERBS else []
    return Command(
        builder=next((_BUILDERS[word] for word in words if word in _BUILDERS), None),
        images=tuple(name for name in (*named, *bare) if _NAME.fullmatch(name)),
        pulled=next(iter(bare), "") if verb == "pull" else "",
        caches=frozenset(caches),
    )


def _program(words: list[str]) -> tuple[str, str, list[str]]:
    """Return the tool, its verb and the arguments that are no options; a pull and a push have none with a value."""
    start = next((place for place, word in enumerate(words) if word in _PROGRAMS), len(words))
    end = next((place for place in range(start, len(words)) if words[place] in _SEPARATORS), len(words))
    program, verb, *arguments = [*words[start:end], "", ""]
    return program, verb, [word.removesuffix(";") for word in arguments if word and not word.startswith("-")]


def _images(value: str) -> Iterator[str]:
    """Yield the image of an argument: bare, behind docker://, or after `ref=` where several things are given."""
    for word in value.split(",") if value.startswith("type=") else [value]:
        key, equals, behind = word.partition("=")
        if not equals or key == "ref":
            yield (behind if equals else word).removeprefix("docker://")
