"""A request was sent and no answer came in time."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (
    rb"Client\.Timeout(?: or context cancellation)? (?:exceeded|while)",
    rb"request canceled(?: while waiting for connection)? \(",
    rb"context deadline exceeded",
    rb"timeout awaiting response headers",
)
FIX = "Check whether the registry is overloaded or its proxy slow; a mirror nearby helps."
RETRY_HELPS = True
RETRY_REASON = "The connection failed on its way; the next one may not."
