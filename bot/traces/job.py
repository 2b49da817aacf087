"""Reads what runner, shell and Docker's client print around the builds: sections, commands, names of images."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.patterns import Hit
from bot.traces.commands import read_command
from bot.traces.ledger import TEXT_LIMIT, Ledger, OpenSource, time_of
from bot.traces.model import Builder, Phase, SourceKind

MARKERS: Mapping[str, bytes] = {
    "section": rb"section_(start|end):(\d{1,12}):([A-Za-z0-9_.-]{1,200})(?:\[[^\]\r\n]{0,500}\])?$",
    "echo": rb"^\x1b\[32;1m\$ ",
    # yarn writes such a line before each script it runs.
    "prompt": rb"^\$ \S",
    "tool-prompt": rb"^\$ (?:docker|podman|buildah|/kaniko/executor) ",
    "shell-trace": rb"^\+{1,9} \S",
    "tool": (
        rb"^[^#\r\n]{0,200}(?:[$>%] |# |\xe2\x9c\x97 |[A-Z]=\w{1,20} )(?:sudo )?"
        rb"(?:docker|podman|buildah|/?kaniko/executor)[ -]"
    ),
    "tool-itself": rb"^(?:[A-Z_]{1,40}=\w{1,20} )(?:docker|podman|buildah) ",
    "truncated": rb"Job's log exceeded limit of \d{1,12} bytes\.",
    "succeeded": rb"^Job succeeded$",
    "failed": rb"^\d{0,5}ERROR: Job failed(?: \(system failure\))?: ",
}
DOUBTFUL = frozenset({"prompt", "shell-trace", "tool", "tool-itself"})
"""What the output of a command may look like, too."""
IMAGES: Mapping[str, bytes] = {
    "tagged": rb"Successfully tagged (\S+)",
    "pushed": rb"The push refers to (?:a )?repository \[([^\]\s]{1,500})\]",
    "pulled": rb"Status: (?:Downloaded newer image|Image is up to date) for (\S+)",
    "not-pulled": rb"Error response from daemon: ",
    "missing": rb"manifest for (\S+) not found",
    "denied": rb"pull access denied for ([^\s,]{1,500}),",
    "not-pushed": rb"failed to push (\S+): ",
    "pulling": rb"Trying to pull (\S+?)\.\.\.",
    "absent": rb"Unable to find image '([^'\s]{1,500})' locally",
    "job-image": rb"Using Docker executor with image (\S+) \.\.\.",
    "service": rb"(?:Starting service (\S+?) ?\.\.\.|WARNING: Service (\S+) is already created\.)",
    "manifest": rb"https?://([\w.:-]{1,300})/v2/([a-z0-9][\w./-]{0,300})/manifests/([\w.-]{1,128})",
    "runner-pull": rb"(?:Pulling docker image |[Ff]ailed to pull image \")([^\"\s]{1,500}?)(?: \.\.\.|\" with)",
}
_TOOLS = ("docker", "podman", "buildah", "kaniko/", "/kaniko/")
ANYWHERE = frozenset(
    {*MARKERS, "missing", "denied", "not-pushed", "job-image", "service", "manifest", "runner-pull", "not-pulled"}
)
MOST_PHASES = 300
MOST_OPEN = 50
_JOB_IMAGES = {
    "quay.io/podman/": Builder.PODMAN,
    "quay.io/buildah/": Builder.BUILDAH,
    "kaniko-project/executor": Builder.KANIKO,
    "moby/buildkit": Builder.BUILDKIT,
}


@dataclass
class _OpenPhase:
    name: str
    line: int
    depth: int
    began: int
    began_at: float | None
    seconds: float | None = None


class JobReader:
    """Follows the job around its builds."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._phases: list[_OpenPhase] = []
        self._open: list[_OpenPhase] = []
        self._pulled = ""
        self._pulls: dict[str, OpenSource] = {}
        self._cache_arguments: set[str] = set()
        self.is_truncated = False
        self.has_ended = False

    def take(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        """Read one line of the runner or the shell: with it the job goes on to something else."""
        if name == "truncated":
            self.is_truncated = True
            return
        # The runner's last word is the last: one that something follows was printed by a command.
        self.has_ended = name in {"succeeded", "failed"}
        if name == "section":
            self._take_section(match, hit)
        elif not self.has_ended:
            self._take_command(name, hit)

    def take_image(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        """Read a line that names an image, outside of what a RUN prints."""
        reference = next((group for group in match.groups() if group), b"").decode(errors="replace")
        if name == "tagged":
            self._ledger.add_tag(reference, self._ledger.builds[-1] if self._ledger.builds else None)
        elif name == "not-pulled":
            self._end_pull(hit, message=hit.text[match.end() :].decode(errors="replace"))
        elif name == "manifest":
            self._ledger.add_ref(_by_address(*(group.decode() for group in match.groups())))
        else:
            self._ledger.add_ref(reference)
        if name == "pulled":
            self._end_pull(hit, message="")
        elif name == "job-image":
            self._hint_by_image(reference)

    def phases(self) -> tuple[Phase, ...]:
        """Return the sections in the order in which they began."""
        return tuple(Phase(one.name, one.line, one.seconds, one.depth) for one in self._phases)

    def finish(self) -> None:
        """Keep of the pulls those that a build took as its cache."""
        for argument, source in self._pulls.items():
            if argument in self._cache_arguments:
                known = self._ledger.begin_source(SourceKind.PULL, source.reference, source.line)
                known.is_usable, known.message = source.is_usable, source.message

    def _take_section(self, match: re.Match[bytes], hit: Hit) -> None:
        name, at = match[3].decode(), int(match[2])
        if match[1] == b"start":
            phase = _OpenPhase(name, hit.number, len(self._open), at, time_of(hit.header))
            if len(self._phases) < MOST_PHASES and len(self._open) < MOST_OPEN:
                self._phases.append(phase)
                self._open.append(phase)
            else:
                self._ledger.is_partial = True
            return
        place = next((place for place in reversed(range(len(self._open))) if self._open[place].name == name), None)
        if place is not None:
            # An end closes what was opened inside and never closed.
            _end(self._open[place], at, time_of(hit.header))
            del self._open[place:]

    def _take_command(self, name: str, hit: Hit) -> None:
        text = hit.text.decode(errors="replace")
        if name.startswith("tool") and name != "tool-prompt":
            start = min(place for tool in _TOOLS if (place := text.find(tool)) >= 0)
        else:
            start = text.index(" ") + 1
        self._ledger.command = command = text[start:][:TEXT_LIMIT]
        said = read_command(command)
        for reference in said.images:
            self._ledger.add_ref(reference)
        if said.builder:
            self._ledger.hint(said.builder)
        self._cache_arguments |= said.caches
        self._pulled = said.pulled

    def _end_pull(self, hit: Hit, *, message: str) -> None:
        """Note how the pull went that was echoed last; the log names the image itself only now."""
        if self._pulled and len(self._pulls) < MOST_OPEN:
            named = re.search(r"(?:for|manifest for) (\S+?)(?: not found|,|$)", hit.text.decode(errors="replace"))
            reference = named[1] if named else self._pulled
            source = OpenSource(SourceKind.PULL, reference, hit.number, not message, message[:TEXT_LIMIT])
            self._pulls[self._pulled] = source
        self._pulled = ""

    def _hint_by_image(self, image: str) -> None:
        for part, builder in _JOB_IMAGES.items():
            if part in image:
                self._ledger.hint(builder)


def _by_address(host: str, repository: str, tag: str) -> str:
    """Return the name of an image whose manifest stands at an address; Docker Hub's are named without their host."""
    if host == "registry-1.docker.io":
        return f"{repository.removeprefix('library/')}:{tag}"
    return f"{host}/{repository}:{tag}"


def _end(phase: _OpenPhase, at: int, stamped: float | None) -> None:
    """Note how long a phase took: the stamps of the lines are finer than the seconds in the markers."""
    if stamped is not None and phase.began_at is not None:
        phase.seconds = max(0.0, round(stamped - phase.began_at, 6))
    else:
        phase.seconds = float(max(0, at - phase.began))
