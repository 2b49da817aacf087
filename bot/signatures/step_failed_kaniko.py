"""A RUN of the Dockerfile failed (kaniko)."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.BUILD_COMMAND_FAILED
ROLE = Role.STEP
PATTERNS = (rb"failed to execute command: (?:waiting for process to exit|starting command): ",)
OUTRANKS = (
    "build_failed_otherwise",
    "copy_failed_kaniko",
)
FIX = "Read what the command printed above; it fails the same way outside of CI."
RETRY_HELPS = False
RETRY_REASON = "The command failed by itself and will again."
