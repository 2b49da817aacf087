"""Docker's credential helper failed or is not installed."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (
    rb"error getting credentials",
    rb'docker-credential-[\w-]{1,40}"?: executable file not found',
    rb"[Ee]rror saving credentials",
)
OUTRANKS = ("executable_not_found",)
FIX = (
    "Remove credsStore and credHelpers from the job's ~/.docker/config.json, or install that helper in the job's image."
)
RETRY_HELPS = False
RETRY_REASON = "The helper stays missing."
