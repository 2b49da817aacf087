"""The daemon or builder could not mount an overlay."""

from bot.signatures import FailureClass

CLASS = FailureClass.MOUNT_FAILED
PATTERNS = (
    rb"error creating overlay mount",
    rb"(?:mounting|failed to mount) \S*overlay",
    rb"readlink \S*/overlay2/l: invalid argument",
    rb"overlay\S{0,200}: (?:invalid argument|too many levels of symbolic links)",
    rb"creating overlay mount to ",
    rb"Type:overlay\b.{0,999}: invalid argument",
)
FIX = (
    "Put /var/lib/docker of the dind service on a real volume: overlay does not lie on overlay; after a crash "
    "remove what is left there."
)
RETRY_HELPS = False
RETRY_REASON = "The file system below stays what it is."
