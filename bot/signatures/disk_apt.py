"""apt finds too little room for the packages."""

from bot.signatures import FailureClass

CLASS = FailureClass.DISK_FULL
PATTERNS = (rb"You don't have enough free space in ",)
FIX = "Clean the runner's host outside of jobs, or install less."
RETRY_HELPS = False
RETRY_REASON = "The disk is as full the next time, unless another host takes the job."
