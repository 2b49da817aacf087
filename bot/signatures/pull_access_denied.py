"""The registry does not show that image to this job: it does not exist, or the job is not logged in."""

from bot.signatures import FailureClass

CLASS = FailureClass.IMAGE_NOT_FOUND
PATTERNS = (rb"pull access denied",)
OUTRANKS = (
    "registry_denied",
    "registry_unauthorized",
    "base_image_not_found",
    "runner_system_failure",
)
FIX = (
    "Check the spelling first; a private image needs a log-in (or a credential in DOCKER_AUTH_CONFIG for the "
    "job's own image)."
)
RETRY_HELPS = False
RETRY_REASON = "Neither names nor rights change by themselves."
