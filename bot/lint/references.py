"""Takes image references apart: registry, name, tag and digest, as far as variables leave them known."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.lint.data import base_images

CODENAMES = frozenset({*base_images.CODENAMES, "trixie", "forky", "sid", "squeeze", "wheezy"})
_VERSION = re.compile(r"^v?(\d+(?:\.\d+)*)")
_HUBS = ("docker.io/", "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/", "mirror.gcr.io/")
_NO_VERSIONS = re.compile(r"amd64|x86_64|x86|arm64v8|arm32v7|arm64|aarch64|x64|i386|win64|win32|k8s|utf-?8|s3|h2|log4j")
"""Digits in a tag that are names of machines and things."""


@dataclass(frozen=True)
class Reference:
    """An image reference; `name` is everything before the tag, `tag` and `digest` are empty where there is none."""

    name: str
    tag: str = ""
    digest: str = ""

    @property
    def short_name(self) -> str:
        """Return the last part of the name: `golang` of `registry/mirror/golang`."""
        return self.name.rpartition("/")[2]

    @property
    def path(self) -> str:
        """Return the name without Docker Hub's own registry and folder: `golang`, `mcr.microsoft.com/dotnet/sdk`."""
        name = next((self.name.removeprefix(hub) for hub in _HUBS if self.name.startswith(hub)), self.name)
        return name.removeprefix("library/")

    @property
    def is_known(self) -> bool:
        """Tell whether neither name nor tag hangs on a variable that nobody knows here."""
        return "$" not in self.short_name and "$" not in self.tag

    @property
    def version(self) -> tuple[int, ...]:
        """Return the version that the tag begins with, empty where it begins with none."""
        found = _VERSION.match(self.tag)
        return tuple(int(part[:9]) for part in found[1].split(".")) if found else ()

    @property
    def names_version(self) -> bool:
        """Tell whether the tag holds a version: a number, or a release's name in place of one."""
        words = _NO_VERSIONS.sub("", self.tag)
        named = self.short_name in {"debian", "ubuntu", "buildpack-deps"} and set(words.split("-")) & CODENAMES
        return bool(named) or any(character.isdigit() for character in words)


@lru_cache(maxsize=4096)
def parse_reference(text: str) -> Reference:
    """Return the parts of a reference; a colon in the registry's part is no tag."""
    name, _, digest = text.partition("@")
    head, slash, last = name.rpartition("/")
    last, _, tag = _cut_tag(last)
    return Reference(f"{head}{slash}{last}", tag, digest)


def _cut_tag(last: str) -> tuple[str, str, str]:
    """Cut a tag off; the colon of `${NAME:-default}` begins none."""
    depth = 0
    for place, character in enumerate(last):
        depth += (character == "{") - (character == "}")
        if character == ":" and depth == 0:
            return last[:place], ":", last[place + 1 :]
    return last, "", ""


def support_end(reference: Reference) -> tuple[str, date] | None:
    """Return the release that a base image's tag names and the day its support ended or ends; None where unknown."""
    release = _release(reference)
    if release is None:
        return None
    product, version = release
    cycles = base_images.ENDS[product]
    parts = version.split(".")
    cycle = next((one for end in range(len(parts), 0, -1) if (one := ".".join(parts[:end])) in cycles), None)
    return (f"{product} {cycle}", cycles[cycle]) if cycle else None


def _release(reference: Reference) -> tuple[str, str] | None:
    product = reference.short_name
    if product in {"sdk", "aspnet", "runtime"} and "dotnet" not in reference.name:
        return None
    found = _VERSION.match(reference.tag)
    if product in base_images.ENDS and found:
        return product, found[1]
    if product in {"debian", "ubuntu"}:
        word = next((word for word in reference.tag.split("-") if word in base_images.CODENAMES), None)
        return base_images.CODENAMES[word] if word else None
    return None
