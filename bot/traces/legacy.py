"""Reads the classic builder: `Step n/m`, `Using cache`, `Running in`, also as Docker printed them before 1.13."""

import re
from collections.abc import Mapping

from bot.patterns import Hit
from bot.traces.ledger import Ledger, OpenBuild, OpenStep, time_of
from bot.traces.model import Builder

MARKERS: Mapping[str, bytes] = {
    "context": rb"Sending build context to Docker daemon +([\d.]+ ?[kMGT]?B)",
    # Before 1.13 the number of steps was not told.
    "step": rb"Step (\d{1,5})(?:/(\d{1,5}))? ?: ",
    "triggers": rb"^# Executing (\d{1,4}) build trigger",
    "cache": rb"---> Using cache$",
    "running": rb"---> Running in ([0-9a-f]{12})",
    "image": rb"---> ([0-9a-f]{12})$",
    "removed": rb"(?:Removing|---> Removed) intermediate container ([0-9a-f]{12})",
    "command-failed": rb"' returned a non-zero code: \d",
    "copy-failed": rb"(?:COPY|ADD) failed: ",
    "daemon-failed": rb"Error response from daemon: ",
    "built": rb"Successfully built ([0-9a-f]{12})$",
}
# What a RUN prints last need not end its line, so what the builder says next may stand behind it.
ANYWHERE = frozenset({"image", "removed", "command-failed", "copy-failed"})


class LegacyReader:
    """Follows the steps of one build after the other.

    While a container runs, its output stands in the log as it is, and may look like anything: until the container is
    removed only what names it counts.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._build: OpenBuild | None = None
        self._step: OpenStep | None = None
        self._context = ""
        self._container = ""
        self._is_image_named = False
        self._triggers = 0
        self._has_from = False

    @property
    def is_inside(self) -> bool:
        """Tell whether a container is running, whose output no other reader should believe."""
        return bool(self._container)

    def release(self) -> None:
        """Leave the build, as the job went on without it: a step that has no answer by now was not cached."""
        if self._step and self._step.is_open:
            self._answer(self._step, cached=False)
        self._step, self._container = None, ""

    def finish(self) -> None:
        """Answer for the last step: a RUN whose cache was hit says so at once."""
        if self._step and self._step.is_open and self._step.keyword == "RUN":
            self._step.answer(cached=False)

    def take(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        """Read one line of the builder."""
        if name == "step":
            self._take_step(match, hit)
        elif self._container:
            self._take_inside(name, match, hit)
        elif name == "context":
            self._context = match[1].decode()
            self._ledger.hint(Builder.LEGACY)
        elif name == "triggers":
            self._triggers = int(match[1])
        elif name == "built":
            self._end_build()
        elif self._step and self._step.is_open:
            self._take_answer(self._step, name, match, hit)
        elif name == "command-failed":
            self._ledger.hint(Builder.LEGACY)

    def _take_step(self, match: re.Match[bytes], hit: Hit) -> None:
        n, total = int(match[1]), int(match[2]) if match[2] else None
        if self._container and not self._is_next(n, total):
            return
        if self._step:
            self._step.end(time_of(hit.header))
        self._container = ""
        build = self._build_of(n, total, hit)
        text = hit.text[match.end() :].decode(errors="replace")
        self._step = step = self._ledger.begin_step(build, text, hit.number, time_of(hit.header))
        step.n, step.total = n, total
        self._has_from = self._has_from or step.keyword == "FROM"

    def _is_next(self, n: int, total: int | None) -> bool:
        """Tell whether a step can come now: with --rm=false the image is named and the container never removed."""
        step = self._step
        return bool(step and self._is_image_named and step.n is not None and (n, total) == (step.n + 1, step.total))

    def _build_of(self, n: int, total: int | None, hit: Hit) -> OpenBuild:
        """Return the build that a step belongs to; before 1.13 the triggers of an ONBUILD had their FROM's number."""
        last = self._step
        goes_on = bool(last and last.n is not None and n > last.n and total == last.total)
        if last and self._triggers and not goes_on:
            self._triggers, goes_on = self._triggers - 1, True
        else:
            self._triggers = 0
        if not self._build or not goes_on:
            # An excerpt may begin in the middle of a build.
            self._has_from = n > 1
            self._build = self._ledger.begin_build(Builder.LEGACY, hit.number, context=self._context)
            self._context = ""
        return self._build

    def _take_inside(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        if name == "removed":
            if match[1].decode() == self._container:
                self._container = ""
        elif name == "command-failed" and self._step:
            self._fail(self._step, hit)
        elif name == "built" and self._is_image_named:
            self._end_build()
        else:
            self._is_image_named = name == "image"

    def _take_answer(self, step: OpenStep, name: str, match: re.Match[bytes], hit: Hit) -> None:
        if name == "cache":
            self._answer(step, cached=True)
        elif name == "running":
            self._container, self._is_image_named = match[1].decode(), False
            step.container_id = self._container
            self._answer(step, cached=False)
        elif name == "image":
            self._answer(step, cached=False)
            step.end(time_of(hit.header))
        elif name != "removed":
            self._fail(step, hit)

    def _answer(self, step: OpenStep, *, cached: bool) -> None:
        if self._has_from or step.keyword != "ARG":
            step.answer(cached=cached)

    def _fail(self, step: OpenStep, hit: Hit) -> None:
        self._answer(step, cached=False)
        step.is_failed = True
        step.end(time_of(hit.header))
        self._step, self._container = None, ""

    def _end_build(self) -> None:
        self._ledger.hint(Builder.LEGACY)
        if self._build:
            self._build.is_finished = True
        if self._step:
            self._step.end()
        self._step, self._container = None, ""
