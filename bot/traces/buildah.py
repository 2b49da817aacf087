"""Reads buildah and podman, which print the same: `[1/2] STEP n/m`, `--> Using cache`, `COMMIT`."""

import re
from collections.abc import Mapping

from bot.patterns import Hit
from bot.traces.ledger import Ledger, OpenBuild, OpenStep, time_of
from bot.traces.model import Builder, SourceKind

MARKERS: Mapping[str, bytes] = {
    # The first versions told neither the number of steps nor the image stage.
    "step": rb"(?:\[(\d{1,4})/(\d{1,4})\] )?STEP (\d{1,5})(?:/(\d{1,5}))?: ",
    "commit": rb"(?:\[\d{1,4}/\d{1,4}\] )?COMMIT(?: (\S+))?$",
    "cache": rb"--> Using cache [0-9a-f]{12}",
    "pulled": rb"--> Cache pulled from remote (\S+?)(?::[0-9a-f]{64}){1,2}$",
    "image": rb"--> [0-9a-f]{11,64}$",
    "step-failed": rb"(?:Error|error):? building at STEP ",
    "failed": rb"Error: ",
    "container-failed": rb"(?:error |Error: )creating build container",
}
ANYWHERE = frozenset({"container-failed"})


class BuildahReader:
    """Follows the steps of one build after the other; image stages may be built side by side.

    What a RUN prints follows its step without any mark, and may look like anything: until the step's image is named
    only the very next step of an image stage counts.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._build: OpenBuild | None = None
        self._step: OpenStep | None = None
        self._stages: dict[str | None, OpenStep] = {}
        self._stage_total: str | None = None
        self._is_running = False
        self._is_fresh = False

    @property
    def is_inside(self) -> bool:
        """Tell whether a RUN may be printing."""
        return self._is_running

    def release(self) -> None:
        """Leave the build, as the job went on without it: a step that has no answer by now was not cached."""
        if self._step and self._step.is_open:
            self._step.answer(cached=False)
        self._step, self._is_running = None, False
        self._stages.clear()

    def finish(self) -> None:
        """Answer for the last step: a RUN whose cache was hit says so at once."""
        if self._step and self._step.is_open and self._step.keyword == "RUN":
            self._step.answer(cached=False)

    def take(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        """Read one line of the builder."""
        if name == "step":
            self._take_step(match, hit)
        elif name == "container-failed":
            self._ledger.hint(self._builder())
        elif self._step:
            self._take_answer(self._step, name, match, hit)
        self._is_fresh = name in {"step", "pulled"}

    def _take_step(self, match: re.Match[bytes], hit: Hit) -> None:
        stage, stages, n, total = (part.decode() if part else None for part in match.groups())
        text = hit.text[match.end() :].decode(errors="replace")
        is_next = self._is_next(stage, stages, int(n or 0), int(total) if total else None)
        if self._is_running and not is_next:
            return
        if text.startswith("COMMIT"):
            self._end_build(hit)
            return
        if not self._build or not is_next:
            self._begin_build(stages, hit)
        self._end_step(hit)
        self._begin_step(stage, int(n or 0), int(total) if total else None, text, hit)

    def _is_next(self, stage: str | None, stages: str | None, n: int, total: int | None) -> bool:
        """Tell whether a step goes on with what was seen: the next of its image stage, or the first of a new one."""
        if not self._stages or stages != self._stage_total:
            return False
        last = self._stages.get(stage)
        if last is None:
            return stage is not None and n == 1
        return last.n is not None and (n, total) == (last.n + 1, last.total)

    def _begin_build(self, stages: str | None, hit: Hit) -> None:
        self._build = self._ledger.begin_build(self._builder(), hit.number)
        self._stages.clear()
        self._stage_total = stages

    def _begin_step(self, stage: str | None, n: int, total: int | None, text: str, hit: Hit) -> None:
        assert self._build is not None  # noqa: S101 - a build was begun just now
        self._step = step = self._ledger.begin_step(self._build, text, hit.number, time_of(hit.header))
        step.n, step.total, step.stage = n, total, stage
        self._stages[stage] = step
        self._is_running = step.keyword == "RUN"

    def _end_step(self, hit: Hit) -> None:
        if self._step:
            self._step.answer(cached=False)
            self._step.end(time_of(hit.header))
        self._step, self._is_running = None, False

    def _end_build(self, hit: Hit) -> None:
        self._end_step(hit)
        if self._build:
            self._build.is_finished = True

    def _take_answer(self, step: OpenStep, name: str, match: re.Match[bytes], hit: Hit) -> None:
        if name == "cache" and self._is_fresh:
            step.answer(cached=True)
            self._is_running = False
        elif name == "pulled" and self._is_fresh:
            step.is_restored = True
            reference = match[1].decode(errors="replace")
            self._ledger.begin_source(SourceKind.LAYERS, reference, hit.number).is_usable = True
            self._ledger.add_ref(reference)
        elif name == "image":
            self._end_step(hit)
        elif name == "commit":
            self._end_build(hit)
        elif name == "step-failed" or (name == "failed" and not self._is_running):
            step.fail(time_of(hit.header))
            self._step, self._is_running = None, False

    def _builder(self) -> Builder:
        """Return which of the two it is; only the command tells, or else the image of the job."""
        if "buildah" in self._ledger.command:
            return Builder.BUILDAH
        is_podman = "podman" in self._ledger.command or Builder.PODMAN in self._ledger.hints
        return Builder.PODMAN if is_podman else Builder.BUILDAH
