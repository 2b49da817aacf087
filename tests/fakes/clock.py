"""The time of a practice server: the machine's, put forward as a test likes."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time; it only ever goes forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._stands_at: datetime | None = None

    def now(self) -> datetime:
        """Return the time."""
        return (self._stands_at or datetime.now(UTC)) + self._ahead

    def stand_still(self) -> None:
        """Stop at a whole second; only `advance` moves it on. GraphQL tells seconds, where REST tells milliseconds."""
        self._stands_at = datetime.now(UTC).replace(microsecond=0)

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self._ahead += timedelta(seconds=seconds)
