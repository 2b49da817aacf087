"""A RUN of the Dockerfile failed (Buildah or Podman)."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.BUILD_COMMAND_FAILED
ROLE = Role.STEP
PATTERNS = (
    rb'building at STEP "RUN .{0,999}: exit status (?:[1-9]\d?|1[0-24-9]\d|13[0-689]|2\d\d)$',
    rb"while running runtime: exit status (?:[1-9]\d?|1[0-24-9]\d|13[0-689]|2\d\d)$",
    rb'[Ee]rror building at STEP "RUN ',
)
OUTRANKS = ("build_failed_otherwise",)
FIX = "Read what the command printed above; it fails the same way outside of CI."
RETRY_HELPS = False
RETRY_REASON = "The command failed by itself and will again."
