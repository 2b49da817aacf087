"""Nobody has logged in to that registry."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (rb"no basic auth credentials",)
FIX = "Run `docker login` for this very registry in this job, with the password on stdin."
RETRY_HELPS = False
RETRY_REASON = "The log-in is missing in the job."
