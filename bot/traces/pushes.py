"""Finds the images that a job pushed by what docker, BuildKit, kaniko, buildah, podman and crane print about it."""

import re
from dataclasses import dataclass, field, replace

from bot.facts import PushedImage

LINE_LIMIT_BYTES = 16 * 1024
PUSH_LIMIT = 200
STREAM_LIMIT = 16
DOCKER_HUB = "docker.io"

# The runner's FF_TIMESTAMPS header is 32 bytes: time, stream, O or E, and "+" when the text continues a line.
HEADER = re.compile(rb"\d{4}-[01]\d-[0-3]\dT\d\d:\d\d:\d\d\.\d{6}Z ([0-9a-f]{2})[EO]([+ ])")
TERMINAL_CODE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")

# The lines that matter all hold one of these; a search for them is cheaper than decoding every line.
NEEDLES = (b"push", b"Push", b": digest: sha256:", b"Writing manifest to image destination")

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


@dataclass
class _Stream:
    """One output stream of the job: its unfinished entry, and what the lines before it have announced."""

    line: int = 0
    text: bytes = b""
    repository: str = ""
    announced: dict[str, str] = field(default_factory=dict)
    commanded: str = ""


class PushReader:
    """Reads a trace in chunks of any size and remembers no more than its pushes and one line per stream."""

    def __init__(self) -> None:
        self._rest = b""
        self._line = 0
        self._streams: dict[bytes, _Stream] = {}
        self._found: dict[tuple[str, str, str], PushedImage] = {}

    def feed(self, chunk: bytes) -> None:
        """Read the next bytes of the trace."""
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            self._take((self._rest + line)[:LINE_LIMIT_BYTES])
            self._rest = b""
        self._rest = (self._rest + rest)[:LINE_LIMIT_BYTES]

    def finish(self) -> tuple[PushedImage, ...]:
        """Return the pushed images in the order of the trace, one for each digest in a repository."""
        self._take(self._rest)
        self._rest = b""
        for stream in self._streams.values():
            self._understand(stream)
        self._streams.clear()
        return tuple(sorted(self._found.values(), key=lambda push: push.line))

    def _take(self, line: bytes) -> None:
        self._line += 1
        header = HEADER.match(line)
        name, continues = (header[1], header[2] == b"+") if header else (b"", False)
        text = line[header.end() :] if header else line
        if name not in self._streams and len(self._streams) >= STREAM_LIMIT:
            return
        stream = self._streams.setdefault(name, _Stream())
        if continues:
            stream.text = (stream.text + text)[:LINE_LIMIT_BYTES]
            return
        self._understand(stream)
        stream.line, stream.text = self._line, text

    def _understand(self, stream: _Stream) -> None:
        if any(needle in stream.text for needle in NEEDLES):
            # A carriage return starts the line anew: progress bars, and the runner's section markers.
            for part in stream.text.split(b"\r"):
                self._read(stream, TERMINAL_CODE.sub("", part.decode(errors="replace")).strip())
        stream.text = b""

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
