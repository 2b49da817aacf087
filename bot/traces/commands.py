"""Reads what a job's shell echoes before it runs a command: which tool it is, and the images its arguments name."""

import re
from collections.abc import Iterator, Mapping

from bot.traces.model import Builder

# Prompts of shells and of set -x stand before a command, variables and sudo may follow them.
TOOL = rb"(?:docker|podman|buildah|docker-compose|(?:/?kaniko)?/?executor|/busybox/executor) "
_COMMAND = re.compile(r"(?:^|[\s|;&(])(?:\S*/)?(docker|podman|buildah|docker-compose|executor)\s+(.*)", re.DOTALL)
_BUILDERS: Mapping[str, Builder] = {
    "podman": Builder.PODMAN,
    "buildah": Builder.BUILDAH,
    "executor": Builder.KANIKO,
}
_TAKES_IMAGE = ("-t", "--tag", "--cache-from", "--cache-to", "--cache-repo", "--destination", "-d")
_NAME = re.compile(r"[a-z0-9][\w./-]*(?::\d+/[\w./-]+)?(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?")
_POSITIONAL = frozenset({"pull", "push", "tag"})


def hinted_builder(command: str) -> Builder | None:
    """Return the builder that a command speaks for: docker alone may use either of its two."""
    found = _COMMAND.search(command)
    if not found:
        return None
    if found[1] == "docker" and found[2].startswith("buildx"):
        return Builder.BUILDKIT
    return _BUILDERS.get(found[1])


def images_of(command: str) -> Iterator[str]:
    """Yield the images that the arguments name; where a variable is part of a name the log does not tell it."""
    found = _COMMAND.search(command)
    words = found[2].split() if found else []
    verb = next((word for word in words if not word.startswith("-")), "")
    is_option = False
    for before, word in zip(["", *words], words, strict=False):
        option, _, value = word.partition("=")
        if option in _TAKES_IMAGE and value:
            yield from _names(value)
        elif before in _TAKES_IMAGE or (
            verb in _POSITIONAL and word != verb and not word.startswith("-") and not is_option
        ):
            yield from _names(word)
        is_option = word.startswith("-")


def pulled_image(command: str) -> str:
    """Return the argument of a `docker pull`, as it is written there; "" for any other command."""
    found = re.search(r"(?:^|[\s|;&(])(?:docker|podman|buildah)\s+pull\s+(?:-\S+\s+)*([^\s|;&]+)", command)
    return found[1].strip("\"'") if found else ""


def cache_sources(command: str) -> frozenset[str]:
    """Return the arguments of --cache-from, as they are written there."""
    found = re.findall(r"--cache-from[ =]+[\"']?([^\s\"']+)", command)
    return frozenset(ref for one in found for ref in (one, *re.findall(r"ref=([^,]+)", one)))


def _names(word: str) -> Iterator[str]:
    word = word.strip("\"'")
    reference = re.search(r"(?:^|,)ref=([^,]+)", word)
    word = (reference[1] if reference else word).removeprefix("docker://")
    if "type=" not in word and _NAME.fullmatch(word) and "$" not in word:
        yield word
