"""Writes the runs of a branch down for the store, and reads them again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.facts import Job, Pipeline, PipelineKind


def write_runs(runs: Iterable[Pipeline]) -> list[dict[str, Any]]:
    """Return runs as JSON values; of their jobs only the successful ones count."""
    # `asdict` copies every value deeply: of twenty runs with fifty jobs it took a third of a review's processor time.
    return [
        {**vars(run), **_times(run), "jobs": [_job(job) for job in run.jobs if job.status == "success"]} for run in runs
    ]


def read_runs(rows: Iterable[dict[str, Any]]) -> tuple[Pipeline, ...]:
    """Return the runs that were written."""
    return tuple(_run(row) for row in rows)


def _run(row: dict[str, Any]) -> Pipeline:
    jobs = tuple(Job(**{**job, "finished_at": _time(job["finished_at"])}) for job in row["jobs"])
    return Pipeline(
        **{**row, "kind": PipelineKind(row["kind"]), "finished_at": _time(row["finished_at"]), "jobs": jobs}
    )


def _job(job: Job) -> dict[str, Any]:
    return {**vars(job), **_times(job)}


def _times(one: Job | Pipeline) -> dict[str, str | None]:
    return {"finished_at": one.finished_at.isoformat() if one.finished_at else None}


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
