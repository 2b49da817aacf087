"""The registry has no such repository."""

from bot.signatures import FailureClass

CLASS = FailureClass.IMAGE_NOT_FOUND
PATTERNS = (
    rb"repository \S+ not found",
    rb"NAME_UNKNOWN",
    rb"\bname unknown",
    rb"repository name not known to registry",
)
FIX = "Check the path of the image; GitLab's registry makes a repository with its first push."
RETRY_HELPS = False
RETRY_REASON = "An image that does not exist will not be there the next time."
