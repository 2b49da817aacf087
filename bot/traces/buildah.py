"""Reads buildah and podman, which print the same: `[1/2] STEP n/m`, `--> Using cache`, `COMMIT`."""

import re
from collections.abc import Callable, Mapping

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
# What a RUN prints last need not end its line, so the name of its image may stand behind it.
ANYWHERE = frozenset({"container-failed", "image"})


class BuildahReader:
    """Follows the steps of one build after the other; with --jobs image stages are built side by side.

    What a RUN prints follows its step without any mark, and may look like anything, so that only the very next step of
    an image stage counts after it.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._build: OpenBuild | None = None
        self._stages: dict[str | None, OpenStep] = {}
        """The newest step of each image stage, the newest last."""
        self._begun: set[str | None] = set()
        self._stage_total: str | None = None
        self._is_fresh = False

    @property
    def is_inside(self) -> bool:
        """Tell whether a RUN may be printing: what looks like its image may be its output until a step follows."""
        running = [step for step in self._stages.values() if step.keyword == "RUN" and not step.cached]
        return any(step.is_open for step in running) or next(reversed(self._stages.values()), None) in running

    def release(self) -> None:
        """Leave the build, as the job went on without it: a step that has no answer by now was not cached."""
        for step in self._stages.values():
            step.answer(cached=False)
        self._stages.clear()

    def finish(self) -> None:
        """Answer for the last step: a RUN whose cache was hit says so at once."""
        for step in self._stages.values():
            if step.keyword == "RUN" or step is not self._newest(lambda _: True):
                step.answer(cached=False)

    def take(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        """Read one line of the builder."""
        if name == "step":
            self._take_step(match, hit)
        elif name == "container-failed":
            self._ledger.hint(self._builder())
        elif self._stages:
            self._take_answer(name, match, hit)
        self._is_fresh = name in {"step", "pulled", "cache"}

    def _take_step(self, match: re.Match[bytes], hit: Hit) -> None:
        stage, stages = (part.decode() if part else None for part in match.groups()[:2])
        n, total = int(match[3]), int(match[4]) if match[4] else None
        text = hit.text[match.end() :].decode(errors="replace")
        is_next = self._is_next(stage, stages, n, total)
        if self.is_inside and not is_next:
            return
        if text.startswith("COMMIT"):
            self._end_build(hit)
            return
        if not self._build or not is_next:
            self.release()
            self._build = self._ledger.begin_build(self._builder(), hit.number)
            self._begun, self._stage_total = set(), stages
        # Without layers nothing is said at the end of an image stage but that the next one begins.
        for one in [one for one, last in self._stages.items() if one == stage or (n == 1 and last.n == last.total)]:
            self._end(self._stages.pop(one), hit)
        step = self._ledger.begin_step(self._build, text, hit.number, time_of(hit.header))
        step.n, step.total, step.stage = n, total, stage
        self._stages[stage] = step
        self._begun.add(stage)

    def _is_next(self, stage: str | None, stages: str | None, n: int, total: int | None) -> bool:
        """Tell whether a step goes on with what was seen: the next of its image stage, or the first of a new one."""
        if not self._stages or stages != self._stage_total:
            return False
        last = self._stages.get(stage)
        if last is None:
            return n == 1 and stage not in self._begun
        return last.n is not None and (n, total) == (last.n + 1, last.total)

    def _take_answer(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        if name == "image":
            if hit.text[max(match.start() - 1, 0) : match.start()] != b"-":
                self._end(self._newest(lambda step: step.is_open), hit)
        elif name == "commit":
            self._end_build(hit)
        elif name in {"cache", "pulled"}:
            self._take_hit(name, match, hit)
        elif name == "step-failed" or not self.is_inside:
            newest = self._newest(lambda step: step.is_open)
            if newest:
                newest.fail(time_of(hit.header))
            self.release()

    def _take_hit(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        step = self._newest(lambda one: one.is_open and one.cached is None and one.keyword != "FROM")
        if not step or not (self._is_fresh or len(self._stages) > 1):
            return
        if name == "cache":
            step.answer(cached=True)
            return
        step.is_restored = True
        reference = match[1].decode(errors="replace")
        self._ledger.begin_source(SourceKind.LAYERS, reference, hit.number).is_usable = True
        self._ledger.add_ref(reference)

    def _newest(self, is_wanted: Callable[[OpenStep], bool]) -> OpenStep | None:
        return next((step for step in reversed(self._stages.values()) if is_wanted(step)), None)

    def _end(self, step: OpenStep | None, hit: Hit) -> None:
        if step:
            step.answer(cached=False)
            step.end(time_of(hit.header))

    def _end_build(self, hit: Hit) -> None:
        for step in self._stages.values():
            self._end(step, hit)
        self._stages.clear()
        if self._build:
            self._build.is_finished = True

    def _builder(self) -> Builder:
        """Return which of the two it is; only the command tells, or else the image of the job."""
        if "buildah" in self._ledger.command:
            return Builder.BUILDAH
        is_podman = "podman" in self._ledger.command or Builder.PODMAN in self._ledger.hints
        return Builder.PODMAN if is_podman else Builder.BUILDAH
