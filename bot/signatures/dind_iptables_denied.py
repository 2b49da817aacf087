"""The Docker daemon may not set up its network: the runner is not privileged."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.PRIVILEGED_REQUIRED
ROLE = Role.WARNING
PATTERNS = (
    rb"Permission denied \(you must be root\)",
    rb"can't initialize iptables table .{0,40}: (?:Permission denied|Operation not permitted)",
    rb"failed to mount overlay: operation not permitted",
)
OUTRANKS = (
    "dind_network_failed",
    "overlay_mount_failed",
    "nested_mount_denied",
)
FIX = "Set `privileged = true` for the dind service in the runner's configuration, or build without a daemon."
RETRY_HELPS = False
RETRY_REASON = "The runner's configuration stays what it is."
