"""`timeout` ended a command of the job."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.CANCELED
ROLE = Role.LAST_WORD
PATTERNS = (rb"ERROR: Job failed: (?:command terminated with )?exit (?:code|status) 124$",)
FIX = "Find out why the command took longer than its `timeout`, or allow it more."
RETRY_HELPS = False
RETRY_REASON = "A second run takes as long."
