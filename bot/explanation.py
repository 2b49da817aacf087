"""Explains a job's log: one pass finds its steps, failures and pushes, and what is known beside it gives the causes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot import diagnosis, misses
from bot.misses import Inputs, Miss
from bot.patterns import HEADER, Hit, Scanner
from bot.placing import Drift, drift
from bot.readings import Diagnosis, Log
from bot.stalls import Stall, read_stall
from bot.traces.ledger import time_of
from bot.traces.model import Trace
from bot.traces.reading import PATTERNS, TraceReader

_TAIL_BYTES = 64 * 1024
"""What is kept of a log's end, where the time of its last line stands."""
_HEAD_BYTES = 4096
_PAGES = (b"<!doctype html", b"<html")


@dataclass(frozen=True)
class Explanation:
    """A log explained: `stall` is there for a job that runs, `drift` where the Dockerfile is known.

    `oddity` says what it may be instead, where it begins as no log does.
    """

    trace: Trace
    diagnosis: Diagnosis
    misses: tuple[Miss, ...] = ()
    drift: tuple[Drift, ...] = ()
    stall: Stall | None = None
    oddity: str = ""

    @property
    def first_miss(self) -> Miss | None:
        """Return the cause of the first miss of the log: that of its image stage."""
        first = self.trace.first_miss
        of_stage = (miss for miss in self.misses if first in miss.lost)
        return next((miss for miss in self.misses if miss.step == first), None) or next(of_stage, None)


class LogReader:
    """Reads a log in chunks of any size, all patterns of all readers in one pass."""

    def __init__(self) -> None:
        self._scanner = Scanner({**diagnosis.patterns(), **PATTERNS})
        self._trace = TraceReader()
        self._diagnosis = diagnosis.Reader()
        self._head = self._tail = b""

    def feed(self, chunk: bytes) -> None:
        """Read the next bytes of the log."""
        if len(self._head) < _HEAD_BYTES:
            self._head = (self._head + chunk[:_HEAD_BYTES])[:_HEAD_BYTES]
        self._tail = (self._tail + chunk if len(chunk) < _TAIL_BYTES else chunk)[-_TAIL_BYTES:]
        self._take(self._scanner.feed(chunk))

    def finish(self, *, has_failed: bool | None = None) -> Log:
        """Return what was found; `has_failed` is what GitLab says of the job, where it was asked."""
        self._take(self._scanner.finish())
        trace = self._trace.finish()
        trace = replace(trace, lines=self._scanner.lines, last_output_at=_last_time(self._tail))
        return Log(trace, self._diagnosis.finish(has_failed=has_failed), oddity=_oddity(self._head))

    def _take(self, hits: Iterable[Hit]) -> None:
        follow, judge = self._trace.take, self._diagnosis.take
        for hit in hits:
            follow(hit)
            judge(hit)


def explain(log: Log, inputs: Inputs, *, silent_seconds: float | None = None) -> Explanation:
    """Put together what is known; `silent_seconds` is how long the log of a running job has not grown."""
    return Explanation(
        trace=log.trace,
        diagnosis=log.diagnosis,
        misses=misses.explain(log.trace, inputs),
        drift=drift(log.trace, inputs.dockerfile) if inputs.dockerfile else (),
        stall=read_stall(log.trace, silent_seconds) if silent_seconds is not None else None,
        oddity=log.oddity,
    )


def _oddity(head: bytes) -> str:
    """Return what something is that begins as no log does: a proxy's page comes with exit code 0, too."""
    if not head.strip():
        return "it is empty"
    if head.lstrip().lower().startswith(_PAGES):
        return "it is an HTML page, not a job's log"
    return "it holds bytes that no job prints" if b"\x00" in head else ""


def _last_time(tail: bytes) -> float | None:
    """Return the time of the last line, where the lines have one."""
    found = None
    for line in reversed(tail.splitlines()):
        found = HEADER.match(line)
        if found:
            break
    return time_of(found.group()) if found else None
