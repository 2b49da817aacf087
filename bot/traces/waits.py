"""Reads how long a job waited for its services, and how long it exported and pushed what it had built."""

import re
from collections.abc import Mapping

from bot.patterns import Hit
from bot.traces.ledger import time_of

PATTERNS: Mapping[str, bytes] = {
    "wait:services": rb"^Waiting for services to be up and running",
    "wait:slowed": rb"Startup is intentionally being slowed down",
}
"""Beside these the lines count that others look for: sections, pushes, and BuildKit's exports.

Docker's engine says the second one when it listens to the network without TLS, and sleeps for 15 s then (moby,
cmd/dockerd/daemon.go); a job shows it with CI_DEBUG_SERVICES alone.
"""
_RUNNER_SPEAKS = frozenset({"trace:job:section", "trace:images:runner-pull", "trace:images:job-image"})
_EXPORTS, _DONE = "trace:buildkit:exports", "trace:buildkit:done"
COUNTED = frozenset({*PATTERNS, *_RUNNER_SPEAKS, "push:repository", "push:classic", _EXPORTS, _DONE})
_EXPORT = re.compile(rb"#\d{1,6} exporting to ")
MOST_EXPORTS = 100


class Waits:
    """Takes what a scanner found in one log; without time stamps a log tells only what BuildKit itself counts."""

    def __init__(self) -> None:
        self.services_seconds: float | None = None
        self.push_seconds: float | None = None
        self.is_engine_slowed = False
        self._waits_since: float | None = None
        self._pushes_since: float | None = None
        self._exports: set[bytes] = set()

    def take(self, hit: Hit) -> None:
        """Read one hit; those of other patterns are passed over."""
        found = hit.matches
        if COUNTED.isdisjoint(found):
            return
        self.is_engine_slowed = self.is_engine_slowed or "wait:slowed" in found
        if self._waits_since is not None and _RUNNER_SPEAKS & found.keys():
            self.services_seconds = _since(self._waits_since, hit, self.services_seconds)
            self._waits_since = None
        if "wait:services" in found:
            self._waits_since = time_of(hit.header)
        self._take_push(hit)
        self._take_export(hit)

    def _take_push(self, hit: Hit) -> None:
        if "push:repository" in hit.matches:
            self._pushes_since = time_of(hit.header)
        elif "push:classic" in hit.matches and self._pushes_since is not None:
            self.push_seconds = _since(self._pushes_since, hit, self.push_seconds)
            self._pushes_since = None

    def _take_export(self, hit: Hit) -> None:
        export, done = hit.matches.get(_EXPORTS), hit.matches.get(_DONE)
        if export and _EXPORT.match(hit.text) and len(self._exports) < MOST_EXPORTS:
            self._exports.add(export[1])
        elif done and done[2] and done[1] in self._exports:
            # The number counts anew in the next build.
            self._exports.discard(done[1])
            self.push_seconds = (self.push_seconds or 0.0) + float(done[2])


def _since(began: float, hit: Hit, before: float | None) -> float | None:
    """Return the seconds until a line, with those from before; a clock that was set back tells nothing."""
    at = time_of(hit.header)
    return before if at is None or at < began else round((before or 0.0) + at - began, 6)
