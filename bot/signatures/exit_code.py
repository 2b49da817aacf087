"""A command of the job failed."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.BUILD_COMMAND_FAILED
ROLE = Role.LAST_WORD
PATTERNS = (
    (
        rb"ERROR: Job failed: (?:command terminated with )?exit (?:code|status) (?:[1-9]\d?|1[014-9]\d|"
        rb"12[0-35689]|13[0-689]|2\d\d)$"
    ),
)
FIX = "Read the last lines above it; the command fails the same way outside of CI."
RETRY_HELPS = False
RETRY_REASON = "The command failed by itself and will again."
