"""Writes the runs of a branch down for the store, and reads them again."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.facts import Pipeline
from workers.clients.json_values import read, write


def counting(runs: Iterable[Pipeline]) -> tuple[Pipeline, ...]:
    """Return runs with those of their jobs that count for others: the successful ones."""
    return tuple(replace(run, jobs=tuple(job for job in run.jobs if job.status == "success")) for run in runs)


def write_runs(runs: Iterable[Pipeline]) -> Any:
    """Return runs as JSON values, with the jobs that count."""
    return write(counting(runs))


def read_runs(rows: Any) -> tuple[Pipeline, ...]:
    """Return the runs that were written."""
    return read(rows, tuple[Pipeline, ...])
