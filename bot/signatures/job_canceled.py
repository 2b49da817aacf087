"""Somebody, or a newer pipeline, canceled the job."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.CANCELED
ROLE = Role.VERDICT
PATTERNS = (
    rb"ERROR: Job failed: canceled",
    rb"^WARNING: script canceled externally",
)
FIX = "Nothing to do; `interruptible` decides which jobs a newer pipeline may cancel."
RETRY_HELPS = False
RETRY_REASON = "It was ended on purpose."
