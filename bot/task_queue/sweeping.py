"""The sweeper: whatever is due and forgotten gets a worker."""

import logging
import secrets
import threading
from typing import Any

import redis

from bot.task_queue import scripts
from bot.task_queue.draining import Inbox
from bot.task_queue.ringing import Bell

SWEEPS_MISSED = 3
"""A leader that misses so many sweeps is replaced; a second without one is never too much."""
LOST_SECONDS = 2.0
"""A bell that rings so long without a drain task in the queue was set by somebody who died."""

log = logging.getLogger(__name__)


class Sweeper(threading.Thread):
    """A plain thread in every worker process; one of them leads, the others wait for its lock to run out.

    It is no RQ task and uses no RQ schedule: those stop for minutes when a worker is killed.
    """

    def __init__(self, inbox: Inbox, *, lanes: tuple[str, ...], every_seconds: float) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._inbox = inbox
        self._bell = Bell(inbox.connection)
        self._lanes = lanes
        self._every_seconds = every_seconds
        self._lead_milliseconds = int(max(1.0, SWEEPS_MISSED * every_seconds) * 1000)
        self._token = secrets.token_hex(8)
        self._ended = threading.Event()
        self._lead: Any = inbox.connection.register_script(scripts.LEAD)
        self._unlock: Any = inbox.connection.register_script(scripts.UNLOCK)

    def run(self) -> None:
        """Sweep until told to stop."""
        while not self._ended.wait(self._every_seconds):
            try:
                self.sweep()
            except (redis.RedisError, OSError) as error:
                log.warning("the sweeper waits for Redis: %s", error)
        self._give_up_lead()

    def sweep(self) -> bool:
        """Ring for every lane that has something due; tell whether this sweeper leads."""
        if not self._lead(keys=["lighterman:sweeper"], args=[self._token, self._lead_milliseconds]):
            return False
        for lane in self._lanes:
            has_rung = self._inbox.due(lane) > 0 and self._bell.ring(lane)
            if not has_rung and self._inbox.due(lane, since_seconds=LOST_SECONDS):
                self._bell.ring_again(lane)
        return True

    def stop(self) -> None:
        """End the thread and let another one lead."""
        self._ended.set()
        if self.is_alive():
            self.join(timeout=5)

    def _give_up_lead(self) -> None:
        try:
            self._unlock(keys=["lighterman:sweeper"], args=[self._token])
        except (redis.RedisError, OSError) as error:
            log.warning("the sweeper's lock runs out by itself: %s", error)
