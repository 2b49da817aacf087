"""Log reading: Lighterman's full reading of job logs beside ripgrep and other engines with the same patterns.

Each is one thread that waits for nothing but the file, so that processor time is the time of a quiet machine.
"""

import json
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import joblog
from bench.harness import Case, Comparison, Measures, interleave, table
from bench.processes import ROOT, BenchError, ask, python
from bench.rivals.scan_engines import ENGINES
from bot import diagnosis
from bot.patterns import expression
from bot.traces.reading import PATTERNS

COMMAND = "make bench ONLY=logscan"
OURS, RIPGREP, RIPGREP_START = "Lighterman, full reading", "ripgrep", "ripgrep, start alone"
NAIVE = "line by line"
SECONDS = 600.0
MIB = 1 << 20
KINDS: Mapping[str, Callable[[Path, int], None]] = {
    "log": joblog.write,
    "stamped log": lambda path, size: joblog.write(path, size, is_stamped=True),
    "line of progress": joblog.write_progress,
}


@dataclass(frozen=True)
class Reading:
    """A log of one kind and size, and what reads it beside Lighterman and ripgrep."""

    kind: str
    size_bytes: int
    engines: Sequence[str] = ()
    rounds: int = 5
    warm: int = 1


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    readings: Sequence[Reading] = (
        Reading("log", 4 * MIB, tuple(ENGINES), rounds=3, warm=0),
        Reading("log", 100 * MIB, ("hyperscan", "google-re2")),
        Reading("stamped log", 100 * MIB),
        Reading("line of progress", 50 * MIB),
    )


def run(plan: Plan, rivals_python: Callable[[], str]) -> str:
    """Measure and return the table."""
    if shutil.which("rg") is None:
        raise BenchError("ripgrep is missing; on Debian: apt-get install ripgrep")
    known = {**diagnosis.patterns(), **PATTERNS}
    with tempfile.TemporaryDirectory(prefix="lm-bench-") as folder:
        scans = [_Scan(Path(folder), one, tuple(known.values()), rivals_python) for one in plan.readings]
        rows = [row for one in scans for row in one.rows()]
    heads = ["log", "read by", "s", "CPU s", "MB/CPU s", "CPU × ripgrep", "line by line: CPU ×"]
    heads += ["ms to start", "MB above idle", "made by"]
    return f"Log reading, {len(known)} patterns:\n\n{table(heads, rows)}"


class _Scan:
    """Has one log read by all."""

    def __init__(
        self, folder: Path, reading: Reading, patterns: Sequence[bytes], rivals_python: Callable[[], str]
    ) -> None:
        self._reading = reading
        self._python = rivals_python() if reading.engines else ""
        self._log, self._list, self._output = folder / "log", folder / "patterns", folder / "found"
        self._patterns = patterns
        self._found: dict[str, object] = {}

    def rows(self) -> list[list[str]]:
        """Return the rows of this log."""
        KINDS[self._reading.kind](self._log, self._reading.size_bytes)
        self._list.write_bytes(b"".join(ripgrep_pattern(one) + b"\n" for one in self._patterns))
        cases = [
            Case(OURS, self._ours),
            Case(RIPGREP, lambda: self._ripgrep(self._log)),
            Case(RIPGREP_START, lambda: self._ripgrep(Path("/dev/null"))),
            *(Case(name, lambda name=name: self._engine(name)) for name in self._reading.engines),
        ]
        figures = interleave(cases, self._reading.rounds, warm=self._reading.warm)
        self._check()
        return [self._row(figures, case.name) for case in cases]

    def _ours(self) -> Measures:
        return _numbers(ask(python("bench.logscan_once"), json.dumps({"log": str(self._log)}), seconds=SECONDS))

    def _engine(self, name: str) -> Measures:
        # What reads line by line has no carriage returns and stamps to be told of.
        is_engine = name in {"hyperscan", "google-re2"}
        patterns = [(expression(one) if is_engine else one).decode("latin-1") for one in self._patterns]
        order = json.dumps({"engine": name, "patterns": patterns, "log": str(self._log)})
        words = python("bench.rivals.scan_engines")
        if name == "google-re2":
            words = [self._python, str(ROOT / "bench" / "rivals" / "scan_engines.py")]
        answer = json.loads(ask(words, order, seconds=SECONDS))
        self._found[name] = answer.pop("found")
        return {"memory": 0, **answer}

    def _ripgrep(self, log: Path) -> Measures:
        words = ["rg", "-a", "--no-unicode", "-j1", "-N", "-o", "-b", "-f", str(self._list), str(log)]
        with self._output.open("wb") as output:
            began, cpu = time.perf_counter(), _children_cpu_seconds()
            done = subprocess.run(words, stdout=output, stderr=subprocess.PIPE, check=False)
            seconds, cpu = time.perf_counter() - began, _children_cpu_seconds() - cpu
        if done.returncode > 1:
            raise BenchError(f"ripgrep ended with {done.returncode}:\n{done.stderr.decode()[-500:]}")
        return {"seconds": seconds, "cpu": cpu, "start": 0, "memory": 0}

    def _check(self) -> None:
        """Make sure that all engines found the same."""
        answers = list(self._found.values())
        if any(one != answers[0] for one in answers):
            raise BenchError(f"the engines disagree: {', '.join(self._found)}")

    def _row(self, figures: Comparison, name: str) -> list[str]:
        seconds, cpu, start, memory = (figures.median(name, one) for one in ("seconds", "cpu", "start", "memory"))
        has_naive = NAIVE in self._reading.engines and name not in {NAIVE, RIPGREP_START}
        return [
            f"{self._reading.kind}, {self._reading.size_bytes / MIB:.0f} MiB",
            name,
            f"{seconds:.3f}",
            f"{cpu:.3f}",
            f"{self._log.stat().st_size / cpu / 1e6:.0f}" if name != RIPGREP_START else "",
            f"{figures.ratio(name, RIPGREP, 'cpu'):.2f}" if name != RIPGREP else "",
            f"{figures.ratio(NAIVE, name, 'cpu'):.0f}" if has_naive else "",
            f"{1000 * start:.0f}" if start else "",
            f"{figures.most(name, 'memory') / 1e6:.1f}" if memory else "",
            f"`{COMMAND}`",
        ]


def ripgrep_pattern(pattern: bytes) -> bytes:
    """Return a pattern as ripgrep takes it: the same as for our engine, but it refuses to have quotes escaped."""
    return expression(pattern).replace(b'\\"', b'"').replace(b"\\'", b"'")


def _children_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _numbers(answer: str) -> Measures:
    found: dict[str, Any] = json.loads(answer)
    return {name: float(number) for name, number in found.items()}
