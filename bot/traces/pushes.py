"""Finds the images that a job pushed by what docker, BuildKit, kaniko, buildah, podman and crane print about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.patterns import Hit, Scanner
from bot.traces.model import PushedImage

PUSH_LIMIT = 200
STREAM_LIMIT = 16
DOCKER_HUB = "docker.io"

PATTERNS: Mapping[str, bytes] = {
    "push:repository": rb"^[ \t]*The push refers to (?:a )?repository \[",
    "push:classic": rb": digest: sha256:[0-9a-f]{64} size: \d",
    "push:buildkit": rb"pushing manifest for \S+@sha256:[0-9a-f]{64}",
    "push:kaniko": rb"(?:INFO\[\d{4,7}\] |level=info msg=\"|^)(?:Pushing image to|Pushed) ",
    "push:command": rb"^(?:\x1b\[32;1m)?[$+] (?:sudo )?(?:buildah|podman) (?:manifest )?push \S",
    "push:written": rb"^[ \t]*Writing manifest to image destination",
}
"""What a scanner has to look for; others have theirs looked for in the same pass."""

_OURS = frozenset(PATTERNS)
_DIGEST = r"sha256:[0-9a-f]{64}"
_REFERENCE = r"[A-Za-z0-9][\w.:/-]{0,511}"
REPOSITORY = re.compile(rf"The push refers to (?:a )?repository \[({_REFERENCE})\]")
CLASSIC = re.compile(rf"(?:\d{{4}}/\d\d/\d\d [\d:]{{8}} )?({_REFERENCE}): digest: ({_DIGEST}) size: \d+")
BUILDKIT = re.compile(rf"(?:#\d+|(?: ?=>)+) pushing manifest for ({_REFERENCE})@({_DIGEST})")
# kaniko's log line begins with INFO[0002], or is logfmt when there is no terminal.
KANIKO = r'(?:INFO\[\d+\] |time="[^"]*" level=info msg="|)'
KANIKO_PUSHING = re.compile(rf"{KANIKO}Pushing image to ({_REFERENCE})")
KANIKO_PUSHED = re.compile(rf"{KANIKO}Pushed ({_REFERENCE})@({_DIGEST})")
# buildah and podman name neither image nor digest when they push; the runner's or the shell's echo of the command does.
COMMAND = re.compile(r"[$+] (?:sudo )?(?:buildah|podman) (?:manifest )?push (.+)")
WRITTEN = "Writing manifest to image destination"
CACHE_TAG = re.compile(r"[0-9a-f]{64}")
_STREAM = slice(28, 30)
"""Where the runner's header of a line has the number of the stream."""


@dataclass
class _Stream:
    """One output stream of the job: what its lines have announced."""

    line: int = 0
    repository: str = ""
    announced: dict[str, str] = field(default_factory=dict)
    commanded: str = ""


class Pushes:
    """Takes what a scanner found in one log, in the order of its lines, and remembers no more than its pushes."""

    def __init__(self) -> None:
        self._streams: dict[bytes, _Stream] = {}
        self._found: dict[tuple[str, str, str], PushedImage] = {}

    def take(self, hit: Hit) -> None:
        """Read one hit; those of other patterns are passed over."""
        if _OURS.isdisjoint(hit.matches):
            return
        name = hit.header[_STREAM]
        if name in self._streams or len(self._streams) < STREAM_LIMIT:
            stream = self._streams.setdefault(name, _Stream())
            stream.line = hit.number
            self._read(stream, hit.text.decode(errors="replace").strip())

    def facts(self) -> tuple[PushedImage, ...]:
        """Return the pushed images in the order of the trace, one for each digest in a repository."""
        return tuple(sorted(self._found.values(), key=lambda push: push.line))

    def _read(self, stream: _Stream, text: str) -> None:
        if found := REPOSITORY.match(text):
            stream.repository = found[1]
        elif found := CLASSIC.match(text):
            self._classic(stream, found[1], found[2])
        elif found := BUILDKIT.match(text):
            self._add(found[1], found[2], stream.line)
        elif found := KANIKO_PUSHING.match(text):
            repository, tag = _split_tag(found[1])
            if len(stream.announced) < PUSH_LIMIT:
                stream.announced[repository] = tag
        elif found := KANIKO_PUSHED.match(text):
            self._kaniko(stream, found[1], found[2])
        elif found := COMMAND.match(text):
            stream.commanded = _destination(found[1])
        elif text == WRITTEN and stream.commanded:
            self._add(stream.commanded, None, stream.line)
            stream.commanded = ""

    def _classic(self, stream: _Stream, name: str, digest: str) -> None:
        # crane prints the whole reference, docker only the tag after it has named the repository.
        if "/" in name:
            self._add(name, digest, stream.line)
        elif stream.repository:
            self._add(f"{stream.repository}:{name}", digest, stream.line)

    def _kaniko(self, stream: _Stream, name: str, digest: str) -> None:
        # kaniko names digests by repository alone, and pushes its cache layers the same way, with a hash as tag.
        repository, named_tag = _split_tag(name)
        tag = named_tag or stream.announced.get(repository, "")
        if not CACHE_TAG.fullmatch(tag):
            self._add(f"{repository}:{tag}" if tag else repository, digest, stream.line)

    def _add(self, reference: str, digest: str | None, line: int) -> None:
        push = parse_reference(reference, digest, line)
        key = (push.registry, push.repository, digest or ":".join(push.tags))
        known = self._found.get(key)
        if known:
            tags = known.tags + tuple(tag for tag in push.tags if tag not in known.tags)
            self._found[key] = replace(known, tags=tags[:PUSH_LIMIT])
        elif len(self._found) < PUSH_LIMIT:
            self._found[key] = push


class PushReader:
    """Reads the pushes alone of a trace that is given in chunks of any size."""

    def __init__(self) -> None:
        self._scanner = Scanner(PATTERNS)
        self._pushes = Pushes()

    def feed(self, chunk: bytes) -> None:
        """Read the next bytes of the trace."""
        for hit in self._scanner.feed(chunk):
            self._pushes.take(hit)

    def finish(self) -> tuple[PushedImage, ...]:
        """Return the pushed images in the order of the trace, one for each digest in a repository."""
        for hit in self._scanner.finish():
            self._pushes.take(hit)
        return self._pushes.facts()


def parse_reference(reference: str, digest: str | None = None, line: int = 0) -> PushedImage:
    """Split a reference as Docker does: the first part is a host only with a dot or a colon, or if it is localhost."""
    name, tag = _split_tag(reference)
    host, slash, path = name.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        host, path = DOCKER_HUB, name if slash else f"library/{name}"
    if host in {DOCKER_HUB, "index.docker.io"}:
        host, path = DOCKER_HUB, path if "/" in path else f"library/{path}"
    return PushedImage(host, path, (tag,) if tag else (), digest, line)


def _split_tag(reference: str) -> tuple[str, str]:
    folder, slash, last = reference.rpartition("/")
    name, _, tag = last.partition(":")
    return f"{folder}{slash}{name}", tag


def _destination(words: str) -> str:
    """Return where a push command goes to, or nothing when a variable hides it."""
    last = words.rsplit(maxsplit=1)[-1].strip("\"'").removeprefix("docker://")
    return last if re.fullmatch(_REFERENCE, last) and "/" in last else ""
