"""The commands that explain a job's log: from files, from standard input, or from GitLab."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import Progress

from bot.errors import UserError
from bot.explanation import Explanation, LogReader, explain
from bot.facts import FINISHED
from bot.files.changed_files import read_changed_files
from bot.files.dockerfile import read_dockerfile
from bot.misses import Inputs
from bot.readings import Log
from bot.reports.log_json import as_json
from bot.reports.log_text import as_text
from workers.explanation_format import Format
from workers.toolbox import Toolbox

CHUNK_BYTES = 256 * 1024
STANDARD_INPUT = "-"
BIG_BYTES = 20 * 1024 * 1024
"""Smaller files are read before anybody could look at a bar."""


def explain_files(names: Sequence[str], output: Format, inputs: Inputs, *, silent_seconds: float | None = None) -> str:
    """Return the explanations of logs in files; several give one JSON array."""
    found = [(name, explain(_read_file(name), inputs, silent_seconds=silent_seconds)) for name in names]
    return _printed(found, output)


def explain_gitlab_job(tools: Toolbox, project: str, job_id: int, output: Format, inputs: Inputs) -> str:
    """Return the explanation of a job's log in GitLab; how long a running job is silent only its time stamps tell."""
    project_id = tools.gitlab.project(project).id
    status = tools.gitlab.job_status(project_id, job_id)
    is_over = status in FINISHED
    log = _read(tools.gitlab.trace(project_id, job_id), has_failed=status == "failed" if is_over else None)
    silent = None if is_over else _silent_seconds(log, tools)
    return _printed([(f"{project} job {job_id}", explain(log, inputs, silent_seconds=silent))], output)


def _silent_seconds(log: Log, tools: Toolbox) -> float:
    last = log.trace.last_output_at
    return max(0.0, tools.now().timestamp() - last) if last is not None else 0.0


def read_inputs(dockerfile: Path | None, changed_files: Path | None) -> Inputs:
    """Return what files beside the log say; without a list of changed files nobody knows what changed."""
    return Inputs(
        dockerfile=read_dockerfile(_text_of(dockerfile)) if dockerfile else None,
        changes=read_changed_files(_text_of(changed_files)) if changed_files else None,
    )


def _printed(found: Sequence[tuple[str, Explanation]], output: Format) -> str:
    if output is Format.TEXT:
        return "\n\n\n".join(as_text(name, one) for name, one in found)
    objects = [as_json(name, one) for name, one in found]
    return json.dumps(objects if len(objects) > 1 else objects[0], indent=2, ensure_ascii=False)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}") from error


def _read_file(name: str) -> Log:
    try:
        with _opened(name) as file:
            return _read(file)
    except OSError as error:
        raise UserError(f"{name} cannot be read: {error.strerror or error}") from error


@contextmanager
def _opened(name: str) -> Iterator[Iterable[bytes]]:
    if name == STANDARD_INPUT:
        yield _chunks(sys.stdin.buffer)
        return
    path = Path(name)
    size = path.stat().st_size
    with path.open("rb") as file, _progress(size) as progress:
        task = progress.add_task(path.name, total=size)
        yield _chunks(file, lambda count: progress.advance(task, count))


def _progress(size: int) -> Progress:
    """Return a bar on the terminal of a person; it stays off in a pipe, and for what is read at once."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=size < BIG_BYTES or not console.is_terminal)


def _chunks(file: BinaryIO, advance: Callable[[int], None] | None = None) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
        if advance:
            advance(len(chunk))


def _read(chunks: Iterable[bytes], *, has_failed: bool | None = None) -> Log:
    reader = LogReader()
    for chunk in chunks:
        reader.feed(chunk)
    return reader.finish(has_failed=has_failed)
