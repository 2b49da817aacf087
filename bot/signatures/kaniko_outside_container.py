"""kaniko was started outside of its own image."""

from bot.signatures import FailureClass

CLASS = FailureClass.USAGE_ERROR
PATTERNS = (rb"kaniko should only be run inside of a container",)
FIX = "Use kaniko's image as the image of the job; elsewhere it would overwrite the file system."
RETRY_HELPS = False
RETRY_REASON = "The job's image stays the same."
