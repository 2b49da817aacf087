"""A container of that name is there already."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (rb'Conflict\. The container name "[^"]+" is already in use',)
FIX = (
    "Let the job name its containers by CI_JOB_ID or not at all, and run them with `--rm`; what an earlier job"
    " left must be removed."
)
RETRY_HELPS = False
RETRY_REASON = "The left-over container is still there on that host."
