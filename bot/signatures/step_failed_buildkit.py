"""A RUN of the Dockerfile failed (BuildKit)."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.BUILD_COMMAND_FAILED
ROLE = Role.STEP
PATTERNS = (
    rb"did not complete successfully: exit code: (?:[1-9]\d?|1[0-24-9]\d|13[0-689]|2\d\d)$",
    rb"\]: exit code: (?:[1-9]\d?|1[0-24-9]\d|13[0-689]|2\d\d)$",
    rb"runc did not terminate successfully",
    rb"\]: runc did not terminate",
)
OUTRANKS = ("build_failed_otherwise",)
FIX = "Read what the command printed above; it fails the same way outside of CI."
RETRY_HELPS = False
RETRY_REASON = "The command failed by itself and will again."
