"""USER names a user that the image does not have."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (rb"unable to find (?:user|group) \S+: ",)
OUTRANKS = ("build_failed_otherwise",)
FIX = "Make the user in the image before it is named, or use its number."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
