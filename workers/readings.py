"""Reads the logs of jobs, each once: the log of a finished job never changes."""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from bot.errors import NotAllowed, NotThere, OutsideError
from bot.explanation import LogReader
from bot.facts import Job, Pipeline
from bot.readings import Log, kept
from bot.shown_lines import ShownLines
from workers.side_by_side import side_by_side
from workers.toolbox import Toolbox

log = logging.getLogger(__name__)


def prepare() -> None:
    """Have the patterns of logs compiled, which takes a second: a worker does it once, before it forks."""
    LogReader()


@dataclass(frozen=True)
class Ran:
    """A job, the pipeline that it ran in, and what its log says: nothing where it cannot be read."""

    pipeline: Pipeline
    job: Job
    log: Log = field(default_factory=Log)


class Readings:
    """Reads what jobs wrote; a log of our own project has to be readable, one of a fork need not be."""

    def __init__(self, tools: Toolbox, project_id: int) -> None:
        self.notices: list[str] = []
        self._tools = tools
        self._project_id = project_id

    def read(self, jobs: Sequence[Ran]) -> list[Ran]:
        """Return the jobs with what their logs say.

        What is known is looked up, and what is new is kept, in this thread: each other one would connect to Redis.
        """
        store = self._tools.store
        known = {ran.job.id: store.reading(ran.pipeline.project_id, ran.job.id) for ran in jobs}
        unknown = [ran for ran in jobs if known[ran.job.id] is None]
        read: list[Ran] = []
        try:
            fresh = side_by_side(partial(self._log, read), unknown)
        finally:
            for ran in read:
                store.remember_reading(ran.pipeline.project_id, ran.job.id, ran.log)
        known |= {ran.job.id: log for ran, log in zip(unknown, fresh, strict=True)}
        return [replace(ran, log=known[ran.job.id] or Log()) for ran in jobs]

    def _log(self, read: list[Ran], ran: Ran) -> Log:
        """Return what a log says, and add what will not change to what was `read`."""
        project_id, job = ran.pipeline.project_id, ran.job
        try:
            log = self._read(project_id, job)
        except NotThere:
            self.notices.append(f"The log of job {job.id} is gone, so what it did is not known.")
            return Log()
        except NotAllowed:
            if project_id == self._project_id:
                raise
            # Nobody owes us a role in a fork, and to ask again would not help.
            self.notices.append(f"The log of job {job.id} may not be read; the fork has to grant the role Reporter.")
            return Log()
        read.append(replace(ran, log=log))
        return log

    def _read(self, project_id: int, job: Job) -> Log:
        reader, shown = LogReader(), ShownLines()
        for chunk in self._tools.gitlab.trace(project_id, job.id):
            reader.feed(chunk)
            shown.feed(chunk)
        return kept(shown.renumber(reader.finish(has_failed=job.status == "failed")))


@contextmanager
def read_ahead(tools: Toolbox, project_id: int, succeeded: Sequence[tuple[int, str]]) -> Iterator[None]:
    """Read the logs of jobs that are known to build images while something else is asked, which saves a round trip.

    The jobs, ids and names, are those that a hook named. What cannot be read is asked for again when it is needed.
    """
    known = tools.store.image_jobs(project_id) if succeeded else {}
    pipeline = Pipeline(0, project_id, "", "success")
    jobs = [Ran(pipeline, Job(number, name, "success")) for number, name in succeeded if known.get(name)]
    if not jobs:
        yield
        return
    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(_try_to_read, Readings(tools, project_id), jobs)
        yield
        ahead.result()


def _try_to_read(readings: Readings, jobs: Sequence[Ran]) -> None:
    try:
        readings.read(jobs)
    except OutsideError as error:
        log.info("not read ahead: %s", error)
