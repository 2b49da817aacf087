"""The registry does not let the job push there."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (rb"push access denied",)
OUTRANKS = (
    "registry_denied",
    "registry_unauthorized",
)
FIX = "Log in before the push and push to this project's own path ($CI_REGISTRY_IMAGE)."
RETRY_HELPS = False
RETRY_REASON = "Rights do not change by themselves."
