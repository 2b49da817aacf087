"""Reads a job's log into the facts of its builds, from the lines that a scanner found in one pass."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.patterns import Hit, Scanner
from bot.traces import buildah, buildkit, job, kaniko, legacy, pushes, waits
from bot.traces.ledger import Ledger, frozen
from bot.traces.model import Build, Builder, CacheSource, Step, Trace
from bot.traces.prefix import begins_line

_MODULES = {"legacy": legacy, "buildkit": buildkit, "buildah": buildah, "kaniko": kaniko}
_FAMILIES: Mapping[str, Mapping[str, bytes]] = {
    "job": job.MARKERS,
    "images": job.IMAGES,
    **{family: module.MARKERS for family, module in _MODULES.items()},
}
PATTERNS: Mapping[str, bytes] = {
    **pushes.PATTERNS,
    **waits.PATTERNS,
    **{f"trace:{family}:{name}": pattern for family, markers in _FAMILIES.items() for name, pattern in markers.items()},
}
"""What a scanner has to look for; others have theirs looked for in the same pass."""
_BESIDE = frozenset(pushes.PATTERNS) | waits.COUNTED
"""What those look at who follow pushes and waits beside the builds."""
_ANYWHERE = {"job": job.ANYWHERE, "images": job.ANYWHERE, **{key: one.ANYWHERE for key, one in _MODULES.items()}}
_PLACES = {
    f"trace:{family}:{name}": (family, name, name in _ANYWHERE[family])
    for family, markers in _FAMILIES.items()
    for name in markers
}
"""For each pattern whose it is, and whether it may stand in the middle of a line."""


class _BuilderReader(Protocol):
    @property
    def is_inside(self) -> bool: ...

    def take(self, name: str, match: re.Match[bytes], hit: Hit) -> None: ...

    def release(self) -> None: ...

    def finish(self) -> None: ...


class TraceReader:
    """Takes what a scanner found in one log, in the order of its lines."""

    def __init__(self) -> None:
        self._ledger = Ledger()
        self._job = job.JobReader(self._ledger)
        self._pushes = pushes.Pushes()
        self._waits = waits.Waits()
        self._buildkit = buildkit.BuildkitReader(self._ledger)
        self._readers: dict[str, _BuilderReader] = {
            "legacy": legacy.LegacyReader(self._ledger),
            "buildkit": self._buildkit,
            "buildah": buildah.BuildahReader(self._ledger),
            "kaniko": kaniko.KanikoReader(self._ledger),
        }
        self._inside: str | None = None
        """The family of the builder whose RUN may be printing: whatever looks like another's is its output."""

    def take(self, hit: Hit) -> None:
        """Read one hit; those of other patterns are passed over."""
        if not _BESIDE.isdisjoint(hit.matches):
            self._pushes.take(hit)
            self._waits.take(hit)
        for key, match in hit.matches.items():
            if place := _PLACES.get(key):
                family, name, is_anywhere = place
                if is_anywhere or not (start := match.start()) or begins_line(hit.text, start):
                    self._take(family, name, match, hit)

    def finish(self) -> Trace:
        """Return the facts."""
        open_work = self._buildkit.open_work
        for reader in self._readers.values():
            reader.finish()
        self._job.finish()
        ledger = self._ledger
        return Trace(
            builder=self._builder(),
            builds=tuple(frozen(build, Build) for build in ledger.builds),
            steps=tuple(frozen(step, Step) for step in ledger.steps),
            cache_sources=tuple(frozen(source, CacheSource) for source in ledger.sources),
            image_refs=tuple(ledger.refs),
            pushes=self._pushes.facts(),
            phases=self._job.phases(),
            is_truncated=self._job.is_truncated,
            is_partial=ledger.is_partial,
            has_ended=self._job.has_ended,
            open_work=open_work,
            services_seconds=self._waits.services_seconds,
            push_seconds=self._waits.push_seconds,
            is_engine_slowed=self._waits.is_engine_slowed,
        )

    def _take(self, family: str, name: str, match: re.Match[bytes], hit: Hit) -> None:
        if family == "job":
            self._take_job(name, match, hit)
        elif self._inside is not None and self._inside != family:
            return
        elif reader := self._readers.get(family):
            reader.take(name, match, hit)
            self._inside = family if reader.is_inside else None
        else:
            self._job.take_image(name, match, hit)

    def _take_job(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        # A RUN may print what looks like a shell's prompt; the runner's echo is green.
        if self._inside and name in job.DOUBTFUL:
            return
        self._job.take(name, match, hit)
        for reader in self._readers.values():
            reader.release()
        self._inside = None

    def _builder(self) -> Builder:
        """Return the builder that built most, or else the one that something in the log speaks for."""
        builds = self._ledger.builds
        built = Counter(build.builder for build in builds)
        built.update(builds[step.build].builder for step in self._ledger.steps if step.build < len(builds))
        if built:
            return built.most_common(1)[0][0]
        return next(iter(self._ledger.hints), Builder.NONE)


def read_trace(chunks: Iterable[bytes]) -> Trace:
    """Read the trace alone of a log that is given in chunks of any size."""
    scanner, reader = Scanner(PATTERNS), TraceReader()
    for chunk in chunks:
        for hit in scanner.feed(chunk):
            reader.take(hit)
    for hit in scanner.finish():
        reader.take(hit)
    return reader.finish()
