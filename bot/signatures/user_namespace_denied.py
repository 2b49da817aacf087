"""A builder without root may not make its user namespace."""

from bot.signatures import FailureClass

CLASS = FailureClass.PRIVILEGED_REQUIRED
PATTERNS = (
    rb"(?:cannot clone|unshare(?:\(\S+\))?|clone): Operation not permitted",
    rb"user namespaces are not enabled",
    rb"newuidmap(?:: | .{0,200})(?:write to uid_map failed|Operation not permitted|uid range)",
    rb"[Ee]rror during unshare",
    rb"\[rootlesskit:(?:parent|child)\s*\] error: ",
    rb"enough IDs available in the namespace",
    rb"dockerd needs to be started with root privileges",
    rb"privileged mode is incompatible with user namespaces",
    rb"mkdir /var/lib/containers/storage: permission denied",
    rb"failed to start the child: fork/exec \S+: operation not permitted",
)
FIX = (
    "Allow user namespaces on the runner's host (seccomp and AppArmor profiles of the job's container, "
    "/etc/subuid), or use the builder's rootless image as its manual says."
)
RETRY_HELPS = False
RETRY_REASON = "The rights of the job's container stay what they are."
