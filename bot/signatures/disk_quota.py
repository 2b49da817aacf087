"""The disk quota is used up."""

from bot.signatures import FailureClass

CLASS = FailureClass.DISK_FULL
PATTERNS = (
    rb"[Dd]isk quota exceeded",
    rb"\bEDQUOT\b",
)
OUTRANKS = ("cache_export_failed",)
FIX = "Raise the quota of the runner's volume, or keep less on it."
RETRY_HELPS = False
RETRY_REASON = "The disk is as full the next time, unless another host takes the job."
