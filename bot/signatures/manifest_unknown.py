"""The registry has no such tag."""

from bot.signatures import FailureClass

CLASS = FailureClass.IMAGE_NOT_FOUND
PATTERNS = (
    rb"manifest unknown",
    rb"MANIFEST_UNKNOWN",
    rb"manifest for \S+ not found",
)
OUTRANKS = ("registry_repository_unknown",)
FIX = "Check name and tag; a cache tag must once be pushed before it can be pulled, and its pull be allowed to fail."
RETRY_HELPS = False
RETRY_REASON = "An image that does not exist will not be there the next time."
