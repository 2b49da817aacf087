"""The registry or a package server answers that there are too many requests (429)."""

from bot.signatures import FailureClass

CLASS = FailureClass.RATE_LIMITED
PATTERNS = (
    rb"429 Too Many Requests",
    rb"(?:status|HTTP)(?: code)?:? 429\b",
    rb"Too Many Requests \(HAP429\)",
)
OUTRANKS = ("registry_server_error",)
FIX = "Fetch less often: a mirror or the dependency proxy, or fewer jobs at a time."
RETRY_HELPS = False
RETRY_REASON = "It passes with time, but a try at once is one more request."
