"""A container that others wait for did not become healthy."""

from bot.signatures import FailureClass

CLASS = FailureClass.SERVICE_UNHEALTHY
PATTERNS = (
    rb"dependency failed to start: ",
    rb"[Cc]ontainer \S+ is unhealthy",
    rb'for \S+\s+Container "[0-9a-f]+" is unhealthy',
)
FIX = (
    "Read that container's log (`docker compose logs NAME`) and give its health check enough retries and start_period."
)
RETRY_HELPS = False
RETRY_REASON = "The log does not tell a slow start from one that always fails."
