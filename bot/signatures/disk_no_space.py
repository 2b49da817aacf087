"""No space is left on the disk of the daemon, the builder or inside of a RUN."""

from bot.signatures import FailureClass

CLASS = FailureClass.DISK_FULL
PATTERNS = (
    rb"[Nn]o space left on device",
    rb"write \S+: no sp[a-z ]*$",
    rb"not enough free (?:disk )?space",
    rb"No space left on disk",
)
OUTRANKS = (
    "copy_failed_classic",
    "layer_not_registered",
    "nested_mount_denied",
    "overlay_mount_failed",
    "cache_export_failed",
    "runner_system_failure",
    "registry_server_error",
)
FIX = (
    "Clean the runner's host outside of jobs (old images and build cache by age), or give it more room; keep "
    "the build context and layers small."
)
RETRY_HELPS = False
RETRY_REASON = "The disk is as full the next time, unless another host takes the job."
