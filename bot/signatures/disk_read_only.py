"""The file system can only be read."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (rb"[Rr]ead-only file system",)
FIX = (
    "Look at the disk of the runner's host: Linux makes a broken one read-only; a mount of the job may also be"
    " meant so."
)
RETRY_HELPS = False
RETRY_REASON = "A disk does not become writable by itself."
