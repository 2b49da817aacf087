"""The dind service lacks the rights to start: the runner is not privileged."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.PRIVILEGED_REQUIRED
ROLE = Role.WARNING
PATTERNS = (
    rb"mount: (?:\S+: )?permission denied",
    rb"Could not mount /sys/kernel/security",
    rb"AppArmor detection and --privileged mode might break",
    rb"Devices cgroup isn\x27t mounted",
    rb"sysctl: error setting key .{1,99}: Read-only",
)
OUTRANKS = ("disk_read_only",)
FIX = (
    "Set `privileged = true` in the runner's [runners.docker], or better services_privileged with "
    "allowed_privileged_services, or build without a daemon."
)
RETRY_HELPS = False
RETRY_REASON = "The runner's configuration stays what it is."
