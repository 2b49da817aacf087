"""The RQ worker: one queue, a fork per drain, and no task but those on the list."""

import logging
from collections.abc import Callable
from typing import Any

import rq
from rq.job import Job
from rq.serializers import JSONSerializer

from bot.task_queue.ringing import DRAIN, queue

ALLOWED = frozenset({DRAIN})

log = logging.getLogger(__name__)


class NotAllowedTaskError(Exception):
    """Somebody wrote a task into Redis that is not ours."""


class OurJob(Job):
    """An RQ job that refuses every function but ours: whoever can write to Redis names the function.

    RQ would also call what a job names as callbacks and webhooks, even those of a job that is refused. Ours have none.
    """

    is_foreign = False

    def restore(self, raw_data: Any) -> None:
        """Read the job, and forget whatever it wants called after it."""
        super().restore(raw_data)
        callbacks = (self._success_callback_name, self._failure_callback_name, self._stopped_callback_name)
        self.is_foreign = any(callbacks) or bool(self.webhooks)
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.webhooks = []

    @property
    def func(self) -> Callable[..., Any] | None:
        """Return the function to run; raise NotAllowedTaskError for a foreign name."""
        if self.func_name not in ALLOWED:
            raise self._refusal(f"refused to run `{self.func_name}`: it is none of our tasks")
        if self.is_foreign:
            raise self._refusal("refused to run a task with callbacks or webhooks: ours have none")
        function: Callable[..., Any] | None = super().func
        return function

    def _refusal(self, text: str) -> NotAllowedTaskError:
        log.error("somebody writes into our Redis: %s", text)
        self.connection.hincrby("lighterman:counts", "task refused", 1)
        return NotAllowedTaskError(text)


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
