"""Reads BuildKit, plain or as drawn on a terminal: vertices that take turns, several builds and targets in one log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.patterns import Hit
from bot.traces.ledger import TEXT_LIMIT, Ledger, OpenBuild, OpenSource, OpenStep, one_line, time_of
from bot.traces.model import Builder, SourceKind
from bot.traces.vertex_names import Name, read_name, read_terminal_line

MARKERS: Mapping[str, bytes] = {
    "begins": rb"#0 building with ",
    "named": rb"#(\d{1,6}) \[",
    "imports": rb"#(\d{1,6}) importing cache manifest from ",
    "exports": rb"#(\d{1,6}) exporting (?:to|cache)",
    "done": rb"#(\d{1,6}) DONE(?: (\d+\.\d+)s)?$",
    "cached": rb"#(\d{1,6}) CACHED$",
    "canceled": rb"#(\d{1,6}) CANCELED$",
    "error": rb"#(\d{1,6}) ERROR",
    # Docker 18.09 and 19.03 told what came of a vertex among its events.
    "cached-event": rb"#(\d{1,6}) +cached: true$",
    "done-event": rb"#(\d{1,6}) +duration: (?:(\d+)m)?(\d+(?:\.\d+)?)(m?s)$",
    "fetched": rb"#(\d{1,6}) extracting sha256:",
    "context": rb"#(\d{1,6}) transferring context: ([\d.]+ ?[kMGT]?B)",
    "image": rb"#(\d{1,6}) (?:naming to|pushing manifest for) (\S+)",
    "drawn": rb"^ ?=> ",
    "drawn-head": rb"^ ?\[\+\] Building (\d+\.\d+)s \(\d+/\d+\)(?: +(FINISHED))?",
    "summary": rb"^ > \[",
    "not-imported": rb"WARNING: local cache import at (\S+) not found due to err: ",
    "ends": (
        rb"failed to solve(?: with frontend |: )|failed to receive status: rpc error|executor failed running \["
        rb"|failed to compute cache key|ERROR: (?:failed to build: |invalid tag )"
    ),
}
# What a RUN prints last need not end its line, so a DONE may stand behind it.
ANYWHERE = frozenset({"done", "not-imported", "ends"})
_IMPORT = "importing cache manifest from "
_METADATA = "load metadata for "
_NAMES = frozenset({"named", "imports", "exports"})
_STATUSES = frozenset(
    {"done", "cached", "canceled", "error", "cached-event", "done-event", "fetched", "context", "image"}
)
_MOST_VERTICES = 5000


@dataclass(slots=True)
class _Vertex:
    """One piece of BuildKit's work: a step of the Dockerfile, an import of a cache, or anything else."""

    name: Name
    build: OpenBuild
    step: OpenStep | None = None
    source: OpenSource | None = None
    is_over: bool = False


class BuildkitReader:
    """Follows the vertices of one solve after the other; bake and compose solve several targets at once."""

    is_inside = False
    """BuildKit puts a number before every line of a command's output, so nothing of it can be mistaken."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._vertices: dict[str, _Vertex] = {}
        self._builds: dict[str, OpenBuild] = {}
        self._last: _Vertex | None = None
        self._drawn_seconds = 0.0
        self._is_drawn = False
        self._is_left = False
        self._is_exported = False

    def release(self) -> None:
        """Note that the job went on: the next vertices are those of another solve."""
        self._is_left = True

    def finish(self) -> None:
        """Answer for the steps that were at work when the log ended: what is cached says so at once."""
        for vertex in self._vertices.values():
            if vertex.step and vertex.step.is_open and not vertex.is_over:
                vertex.step.answer(cached=False)

    @property
    def open_work(self) -> str:
        """Return the name of what spoke last and is not over."""
        is_working = self._last and not self._last.is_over and not self._is_left
        if not self._last or not is_working:
            return ""
        return self._last.step.instruction if self._last.step else self._last.name.full

    def take(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        """Read one line of the builder."""
        if name in _STATUSES:
            self._take_status(name, match, hit)
            return
        if name in _NAMES:
            self._show(match[1].decode(), hit.text[match.end(1) + 1 :].decode(errors="replace"), hit)
            return
        text = hit.text.decode(errors="replace")
        if name == "begins":
            self._begin()
        elif name.startswith("drawn"):
            self._take_drawn(name, match, text, hit)
        elif name == "summary":
            self._take_summary(text[3:].rstrip().removesuffix(":"), hit)
        else:
            self._take_message(name, match, text, hit)

    def _begin(self) -> None:
        self.finish()
        self._vertices.clear()
        self._builds.clear()
        self._last, self._drawn_seconds = None, 0.0
        self._is_drawn = self._is_left = self._is_exported = False

    def _show(self, key: str, text: str, hit: Hit) -> _Vertex:
        """Return the vertex of that key; a new one after the end, or another name, begins another solve."""
        text = text[:TEXT_LIMIT]
        known = self._vertices.get(key)
        is_again = known and (known.name.full != text or (known.is_over and self._is_exported))
        if is_again or self._is_left:
            self._begin()
        vertex = self._vertices.get(key) or self._add(key, read_name(text, self._builds), hit)
        self._last = vertex
        return vertex

    def _add(self, key: str, name: Name, hit: Hit) -> _Vertex:
        build = self._build_of(name.target, hit.number)
        vertex = _Vertex(name, build)
        if name.instruction:
            vertex.step = step = self._ledger.begin_step(build, name.instruction, hit.number, time_of(hit.header))
            step.n, step.total, step.stage, step.platform = name.n, name.total, name.stage, name.platform
        elif name.rest.startswith(_IMPORT):
            reference = name.rest.removeprefix(_IMPORT)
            vertex.source = self._ledger.begin_source(SourceKind.IMPORT, reference, hit.number)
            self._ledger.add_ref(reference)
        elif name.rest.startswith(_METADATA):
            reference = name.rest.removeprefix(_METADATA)
            self._ledger.add_ref(reference)
            # The Dockerfile says it without what BuildKit puts before it.
            self._ledger.add_ref(reference.removeprefix("docker.io/").removeprefix("library/"))
        if len(self._vertices) < _MOST_VERTICES:
            self._vertices[key] = vertex
        return vertex

    def _build_of(self, target: str, line: int) -> OpenBuild:
        if target not in self._builds:
            self._builds[target] = self._ledger.begin_build(Builder.BUILDKIT, line, target=target)
        return self._builds[target]

    def _take_status(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        vertex = self._vertices.get(match[1].decode())
        if vertex is None or (name == "done" and not _speaks_for(match, hit)):
            return
        self._last = vertex
        if name == "context":
            vertex.build.context = match[2].decode()
        elif name == "image":
            reference = match[2].decode(errors="replace")
            self._ledger.add_tag(reference.partition("@")[0], vertex.build)
        elif name == "fetched":
            _restore(vertex)
        else:
            message = hit.text[match.end() :].decode(errors="replace").strip(": ")
            self._end(vertex, name.removesuffix("-event"), _seconds(name, match), message, hit)

    def _end(self, vertex: _Vertex, status: str, seconds: float | None, message: str, hit: Hit) -> None:
        vertex.is_over = True
        if vertex.source and status != "canceled":
            vertex.source.is_usable = status != "error"
            vertex.source.message = message[:TEXT_LIMIT]
        if vertex.name.rest.startswith("exporting to") and status == "done":
            vertex.build.is_finished = self._is_exported = True
        if step := vertex.step:
            _end_step(step, status, seconds, time_of(hit.header))

    def _take_drawn(self, name: str, match: re.Match[bytes], text: str, hit: Hit) -> None:
        if name == "drawn-head":
            self._take_head(float(match[1]), is_finished=bool(match[2]))
            return
        line = read_terminal_line(text)
        if line.is_detail:
            if line.name.startswith("naming to ") and self._last:
                self._ledger.add_tag(line.name.split()[2], self._last.build)
            return
        vertex = self._show(line.name, line.name, hit)
        if line.status or self._is_drawn:
            self._end(vertex, line.status or "done", line.seconds, "", hit)
        elif vertex.step:
            vertex.step.seconds = line.seconds

    def _take_head(self, seconds: float, *, is_finished: bool) -> None:
        """Read the head of a drawing: every drawing repeats all vertices, and the last one shows no more work."""
        if seconds < self._drawn_seconds or (self._is_drawn and not is_finished):
            self._begin()
        self._drawn_seconds, self._is_drawn = seconds, is_finished

    def _take_summary(self, text: str, hit: Hit) -> None:
        """Read the name of a failed vertex, which is repeated in full; the line may be all that an excerpt holds."""
        name = read_name(text, self._builds)
        if not name.instruction:
            return
        instruction = one_line(name.instruction)
        for vertex in self._vertices.values():
            step = vertex.step
            if (
                step
                and vertex.name.place == name.place
                and instruction.startswith(step.instruction.removesuffix("..."))
            ):
                step.instruction = instruction
                return
        step = self._ledger.begin_step(self._build_of(name.target, hit.number), instruction, hit.number)
        step.n, step.total, step.stage, step.platform = name.n, name.total, name.stage, name.platform
        step.fail()

    def _take_message(self, name: str, match: re.Match[bytes], text: str, hit: Hit) -> None:
        self._ledger.hint(Builder.BUILDKIT)
        if name == "not-imported":
            reference = match[1].decode(errors="replace")
            source = self._ledger.begin_source(SourceKind.IMPORT, reference, hit.number)
            source.is_usable, source.message = False, text[match.end() :][:TEXT_LIMIT]
        else:
            self._is_left = True
            self._end_drawn()

    def _end_drawn(self) -> None:
        """Note that nothing is at work any more: a drawing that ends with an error has no last words for the others."""
        for vertex in self._vertices.values() if self._drawn_seconds else ():
            if vertex.step:
                vertex.step.answer(cached=False)
                vertex.step.is_open = False


def _speaks_for(match: re.Match[bytes], hit: Hit) -> bool:
    """Tell whether a DONE is that of the vertex whose number the line begins with, and not a word of another."""
    return match.start() == 0 or hit.text.lstrip().startswith(b"#" + match[1] + b" ")


def _seconds(name: str, match: re.Match[bytes]) -> float | None:
    if name == "done" and match[2]:
        return float(match[2])
    if name == "done-event":
        return int(match[2] or 0) * 60 + float(match[3]) / (1000 if match[4] == b"ms" else 1)
    return None


def _restore(vertex: _Vertex) -> None:
    """Note that a vertex fetched its layers: only a FROM, and a hit of a cache in a registry, do that."""
    if vertex.step and vertex.step.keyword != "FROM" and not vertex.step.is_failed:
        vertex.step.is_restored = vertex.step.cached = True


def _end_step(step: OpenStep, status: str, seconds: float | None, at: float | None) -> None:
    if seconds is not None:
        step.seconds = seconds
    if status == "canceled":
        step.cached = None
        step.is_open = False
    elif status == "error":
        step.fail(at)
    else:
        step.answer(cached=status == "cached")
        step.end(at)
