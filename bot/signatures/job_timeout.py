"""The job's time limit ended it."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.JOB_TIMEOUT
ROLE = Role.VERDICT
PATTERNS = (
    rb"ERROR: Job failed: execution took longer than ",
    rb"^WARNING: \S+ could not run to completion because the timeout was exceeded",
)
FIX = "Find the step that hung or grew; only then raise `timeout:`."
RETRY_HELPS = False
RETRY_REASON = "A second run takes as long, unless a stall was seen: that is judged apart."
