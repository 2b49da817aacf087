"""The registry's limit of pulls is reached."""

from bot.signatures import FailureClass

CLASS = FailureClass.RATE_LIMITED
PATTERNS = (
    rb"toomanyrequests",
    rb"TOOMANYREQUESTS",
    rb"reached your (?:unauthenticated )?pull rate limit",
)
OUTRANKS = (
    "too_many_requests",
    "registry_denied",
)
FIX = "Pull through the group's dependency proxy or another mirror, or log in to the registry."
RETRY_HELPS = False
RETRY_REASON = "The limit counts hours: a try at once only uses it up further."
