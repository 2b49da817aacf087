"""GitLab's two independent limits: Rack's, which tells in headers how much is left, and the application's own."""

import threading
from collections import Counter
from datetime import timedelta
from email.utils import format_datetime

from tests.fakes.clock import Clock
from tests.fakes.gitlab.answers import error
from tests.fakes.gitlab.state import User
from tests.fakes.loopback import Answer

WINDOW_SECONDS = 60
THROTTLE = "throttle_authenticated_api"


class Limits:
    """Counts per user in windows of a minute that begin with the clock's minute, as GitLab's do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: Counter[tuple[str, int, int]] = Counter()
        self._lock = threading.Lock()

    def is_over(self, what: str, user: User, limit: int | None) -> bool:
        """Count one more and tell whether that is too many."""
        return limit is not None and self._count(what, user) > limit

    def throttle(self, user: User | None, limit: int | None) -> tuple[dict[str, str], Answer | None]:
        """Return the headers for every answer, and the refusal when there were too many requests."""
        if limit is None or user is None:
            return {}, None
        observed = self._count(THROTTLE, user)
        headers = self._headers(limit, observed)
        if observed <= limit:
            return headers, None
        moment = self._clock.now()
        wait = WINDOW_SECONDS - int(moment.timestamp()) % WINDOW_SECONDS
        refusal = error(429)
        when = {
            "Retry-After": str(wait),
            "RateLimit-ResetTime": format_datetime(moment + timedelta(seconds=wait), usegmt=True),
        }
        return headers, Answer(429, refusal.content, {**refusal.headers, **when})

    def _headers(self, limit: int, observed: int) -> dict[str, str]:
        now = int(self._clock.now().timestamp())
        return {
            "RateLimit-Limit": str(limit),
            "RateLimit-Name": THROTTLE,
            "RateLimit-Observed": str(observed),
            "RateLimit-Remaining": str(max(0, limit - observed)),
            "RateLimit-Reset": str(now - now % WINDOW_SECONDS + WINDOW_SECONDS),
        }

    def _count(self, what: str, user: User) -> int:
        window = int(self._clock.now().timestamp()) // WINDOW_SECONDS
        with self._lock:
            self._counts[what, user.id, window] += 1
            return self._counts[what, user.id, window]
