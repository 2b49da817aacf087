"""The doorbell: one drain task on its way per lane, however many events wait."""

import logging
from typing import Any

import redis
import rq
from rq.serializers import JSONSerializer

DRAIN = "workers.perform.drain"
"""The only task that our workers run; they refuse every other name."""
DOORBELL_SECONDS = 30
"""A drain task that was lost keeps the bell so long at most."""
DRAIN_TIMEOUT_SECONDS = 900

log = logging.getLogger(__name__)


class Bell:
    """Sends a worker to a lane."""

    def __init__(self, connection: Any) -> None:
        self._redis = connection

    def ring(self, lane: str) -> bool:
        """Send a worker unless one is on its way already; tell whether one was sent."""
        is_first = bool(self._redis.set(f"lighterman:doorbell:{lane}", "1", nx=True, ex=DOORBELL_SECONDS))
        if is_first:
            self.send(lane)
        return is_first

    def ring_again(self, lane: str) -> None:
        """Send a worker although the bell is set, if no drain task is in the queue: whoever set it sent nobody."""
        if queue(self._redis, lane).is_empty():
            self.send(lane)

    def send(self, lane: str) -> None:
        """Queue the drain task; when that fails the sweeper rings again, so it is only logged."""
        try:
            queue(self._redis, lane).enqueue(
                DRAIN,
                lane,
                job_timeout=DRAIN_TIMEOUT_SECONDS,
                result_ttl=0,
                failure_ttl=3600,
                ttl=DRAIN_TIMEOUT_SECONDS,
            )
        except (redis.RedisError, OSError) as error:
            log.warning("could not ring for %s, the sweeper will: %s", lane, error)

    def answer(self, lane: str) -> None:
        """Take the bell off before looking, so that whoever comes afterwards rings anew."""
        self._redis.delete(f"lighterman:doorbell:{lane}")


def queue(connection: Any, lane: str) -> rq.Queue:
    """Return the RQ queue of a lane."""
    return rq.Queue(f"lighterman-{lane}", connection=connection, serializer=JSONSerializer)
