"""The job's command was killed (137), almost always for its memory."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.OUT_OF_MEMORY
ROLE = Role.LAST_WORD
PATTERNS = (rb"ERROR: Job failed: (?:command terminated with )?exit (?:code|status) 137$",)
FIX = "Use less memory at a time, or give the runner's containers more."
RETRY_HELPS = False
RETRY_REASON = "The same work needs the same memory."
