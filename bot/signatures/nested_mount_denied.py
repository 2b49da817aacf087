"""A builder inside of a container may not mount file systems."""

from bot.signatures import FailureClass

CLASS = FailureClass.PRIVILEGED_REQUIRED
PATTERNS = (
    rb"mount(?:ing)? [^:]{1,200}: (?:mount [^:]{1,200}: )?operation not permitted",
    rb"mount /\S{1,200}, flags: \w+: permission denied",
    rb'error mounting "(?:proc|sysfs|cgroup)" to rootfs',
    rb"(?:fuse-overlayfs: cannot mount|fuse: device not found|/dev/fuse: no such file)",
)
OUTRANKS = (
    "overlay_mount_failed",
    "bind_mount_failed",
)
FIX = (
    "Give the builder what it needs (privileged, or /dev/fuse with fuse-overlayfs), or let it work without "
    "mounts (`--isolation chroot --storage-driver vfs`)."
)
RETRY_HELPS = False
RETRY_REASON = "The rights of the job's container stay what they are."
