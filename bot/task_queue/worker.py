"""The RQ worker: one queue, a fork per drain, and no task but those on the list."""

from collections.abc import Callable
from typing import Any

import rq
from rq.job import Job
from rq.serializers import JSONSerializer

from bot.task_queue.ringing import DRAIN, queue

ALLOWED = frozenset({DRAIN})


class NotAllowedTaskError(Exception):
    """Somebody wrote a task into Redis that is not ours."""


class OurJob(Job):
    """An RQ job that refuses every function but ours: whoever can write to Redis names the function."""

    @property
    def func(self) -> Callable[..., Any] | None:
        """Return the function to run; raise NotAllowedTaskError for a foreign name."""
        if self.func_name not in ALLOWED:
            raise NotAllowedTaskError(f"refused to run `{self.func_name}`: it is none of our tasks")
        callbacks = (self._success_callback_name, self._failure_callback_name, self._stopped_callback_name)
        if any(callbacks):
            raise NotAllowedTaskError("refused to run a task with callbacks: ours have none")
        function: Callable[..., Any] | None = super().func
        return function

    @property
    def failure_callback(self) -> None:
        """Return nothing: our tasks have no callbacks, and those that somebody else wrote are not run."""
        return


class OurWorker(rq.Worker):
    """A worker that notices within seconds that another one died."""

    job_class = OurJob

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002 - RQ calls it so
        """Return the seconds after which a silent worker counts as dead; RQ would add a minute."""
        return int(self.job_monitoring_interval) + 15


def make_worker(connection: Any, lane: str) -> OurWorker:
    """Return a worker for one lane; with a single queue RQ moves tasks safely (BLMOVE)."""
    return OurWorker(
        [queue(connection, lane)],
        connection=connection,
        serializer=JSONSerializer,
        job_class=OurJob,
        worker_ttl=60,
        maintenance_interval=60,
        job_monitoring_interval=5,
    )
