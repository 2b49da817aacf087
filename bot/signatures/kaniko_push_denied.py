"""kaniko may not push to its destination."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (rb"error checking push permissions",)
OUTRANKS = (
    "registry_denied",
    "registry_unauthorized",
    "registry_forbidden",
)
YIELDS = True
FIX = (
    "Write /kaniko/.docker/config.json with the credentials of the destination's registry before the executor "
    "starts, and check the destination's path."
)
RETRY_HELPS = False
RETRY_REASON = "Rights do not change by themselves."
