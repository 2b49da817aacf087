"""The linter: how long a folder of Dockerfiles and CI files takes, beside hadolint on the same Dockerfiles."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.harness import Case, Comparison, Measures, interleave, table
from bench.lint_files import write_files
from bench.processes import ROOT, BenchError

COMMAND = "make bench ONLY=lint"
BOTH, ALONE, RIVAL = "Lighterman, both kinds", "Lighterman, Dockerfiles", "hadolint, Dockerfiles"
MOST_SECONDS, MOST_MEBIBYTES = 10.0, 250.0
"""The goals, for both kinds of files with JSON and every fix tried."""
FINDINGS = 1
"""The exit code of both programs when they found something."""


@dataclass(frozen=True)
class Plan:
    """How much is measured: so many Dockerfiles and as many CI files."""

    files: int = 500
    rounds: int = 3
    warm: int = 1


def run(plan: Plan, rivals_python: Callable[[], str]) -> str:
    """Measure and return the table."""
    hadolint = str(Path(rivals_python()).with_name("hadolint"))
    ours = [sys.executable, "-m", "workers.cli", "lint", "--format", "json"]
    with tempfile.TemporaryDirectory(prefix="lm-bench-") as folder:
        dockerfiles = [str(path) for path in write_files(Path(folder), plan.files)]
        cases = [
            Case(BOTH, lambda: measured([*ours, folder])),
            Case(ALONE, lambda: measured([*ours, *dockerfiles])),
            Case(RIVAL, lambda: measured([hadolint, "--format", "json", *dockerfiles])),
        ]
        figures = interleave(cases, plan.rounds, warm=plan.warm)
    heads = ["linter", "files", "seconds", "CPU seconds", "MiB", "Lighterman: CPU ×", "made by"]
    return f"Linter, every fix tried:\n\n{table(heads, _rows(plan, figures))}\n\n{_verdict(figures)}"


def measured(words: Sequence[str]) -> Measures:
    """Run a program to its end; return its wall time, its CPU time and the most memory it had."""
    start = time.perf_counter()
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, FINDINGS}:
        raise BenchError(f"{words[0]} ended with code {process.returncode}")
    return {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "mebibytes": usage.ru_maxrss / 1024,
    }


def _rows(plan: Plan, figures: Comparison) -> list[tuple[str, ...]]:
    rows = []
    for name in (BOTH, ALONE, RIVAL):
        ratio = "" if name != RIVAL else f"{figures.ratio(ALONE, RIVAL, 'cpu_seconds'):.2f}"
        median = {measure: figures.median(name, measure) for measure in ("seconds", "cpu_seconds", "mebibytes")}
        count = 2 * plan.files if name == BOTH else plan.files
        times = f"{median['seconds']:.2f}", f"{median['cpu_seconds']:.2f}", f"{median['mebibytes']:.0f}"
        rows.append((name, str(count), *times, ratio, f"`{COMMAND}`"))
    return rows


def _verdict(figures: Comparison) -> str:
    """Compare with the goals; it is one process, so that alone on a machine it takes as long as its CPU time."""
    seconds, mebibytes = figures.most(BOTH, "cpu_seconds"), figures.most(BOTH, "mebibytes")
    said = "met" if seconds <= MOST_SECONDS and mebibytes <= MOST_MEBIBYTES else "MISSED"
    return f"Goal of {MOST_SECONDS:.0f} s of CPU and {MOST_MEBIBYTES:.0f} MiB for both kinds: {said}."
