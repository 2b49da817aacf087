"""Reads names of images as Docker writes them: `alpine:3.19`, `registry.example.com:5000/a/b@sha256:…`."""

import re
from dataclasses import dataclass

from bot.errors import UserError

DOCKER_HUB = "docker.io"
OFFICIAL = "library"
"""Where Docker Hub keeps the images whose names have no owner."""
LATEST = "latest"
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?P<repository>{_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?",
    re.ASCII,
)
LONGEST = 512


@dataclass(frozen=True)
class Reference:
    """An image in a registry: `registry` is host[:port], `repository` has no host; a digest counts before a tag."""

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def wanted(self) -> str:
        """Return what to ask the registry for."""
        return self.digest or self.tag

    def __str__(self) -> str:
        mark = f"@{self.digest}" if self.digest else f":{self.tag}"
        return f"{self.registry}/{self.repository}{mark}"


def read_reference(text: str) -> Reference:
    """Return what a name means, completed as Docker does; raise UserError."""
    first, slash, rest = text.partition("/")
    has_host = bool(slash) and (first == "localhost" or any(mark in first for mark in ".:") or first != first.lower())
    name = rest if has_host else text
    found = _REFERENCE.fullmatch(name) if len(text) <= LONGEST else None
    if found is None or (has_host and not re.fullmatch(_HOST, first)):
        raise UserError(f"`{text[:80]}` names no image; write for example registry.example.com/team/app:1.2")
    registry, repository = (first, found["repository"]) if has_host else (DOCKER_HUB, found["repository"])
    if registry in {DOCKER_HUB, f"index.{DOCKER_HUB}"}:
        registry = DOCKER_HUB
        repository = repository if "/" in repository else f"{OFFICIAL}/{repository}"
    digest = found["digest"] or ""
    return Reference(registry, repository, found["tag"] or ("" if digest else LATEST), digest)
