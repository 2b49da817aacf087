"""The registry does not accept the credentials, or got none."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (
    rb"unauthorized(?:: |$)",
    rb"UNAUTHORIZED",
    rb"HTTP Basic: Access denied",
    rb"401 Unauthorized",
    rb"insufficient_scope",
    rb"authorization token has expired",
    rb"status(?: code)?:? 401\b",
    rb"authorization failed: no basic auth",
)
FIX = (
    "Log in with $CI_REGISTRY_USER and $CI_REGISTRY_PASSWORD on stdin in this job, before the first pull or "
    "push of that registry."
)
RETRY_HELPS = False
RETRY_REASON = "The same credentials will be refused again."
