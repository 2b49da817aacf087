"""A mount or folder is held by something else."""

from bot.signatures import FailureClass

CLASS = FailureClass.MOUNT_FAILED
PATTERNS = (
    rb"[Dd]evice or resource busy",
    rb"\bEBUSY\b",
)
OUTRANKS = (
    "overlay_mount_failed",
    "layer_not_registered",
)
FIX = "Do not share /var/lib/docker between daemons or builds; a scanner or a container that still runs may hold it."
RETRY_HELPS = True
RETRY_REASON = "What held it for a moment has mostly let go."
