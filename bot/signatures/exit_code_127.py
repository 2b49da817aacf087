"""The job ended with the code for a program that was not found."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.COMMAND_NOT_FOUND
ROLE = Role.LAST_WORD
PATTERNS = (rb"ERROR: Job failed: (?:command terminated with )?exit (?:code|status) 127$",)
FIX = "Use an image for the job that has the program, or install it in before_script."
RETRY_HELPS = False
RETRY_REASON = "The job's image stays the same."
