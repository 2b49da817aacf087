"""A folder or volume could not be mounted into a container."""

from bot.signatures import FailureClass

CLASS = FailureClass.MOUNT_FAILED
PATTERNS = (
    rb'error mounting "[^"]{1,200}" to rootfs',
    rb"error while creating mount source path",
    rb"failed to mount local volume",
    rb"invalid mount config for type",
    rb"mounts denied: ",
)
OUTRANKS = (
    "disk_read_only",
    "build_failed_otherwise",
)
FIX = (
    "With dind, the left side of -v is a path of the dind service, not of the job: use a path below /builds, "
    "which both share."
)
RETRY_HELPS = False
RETRY_REASON = "The paths of both containers stay what they are."
