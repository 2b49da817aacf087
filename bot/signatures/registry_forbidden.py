"""The registry forbids the request."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (
    rb'(?:unexpected status|failed with status|http status|status code)[^"]{0,300} 403\b',
    rb": 403 \(?Forbidden",
)
OUTRANKS = ("cache_export_failed",)
FIX = (
    "Check that the token may write there and that the registry's allow list and the project's visibility "
    "include this job."
)
RETRY_HELPS = False
RETRY_REASON = "Rights do not change by themselves."
