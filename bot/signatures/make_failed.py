"""A make rule of the job failed."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.BUILD_COMMAND_FAILED
ROLE = Role.LAST_WORD
PATTERNS = (
    rb"^make(?:\[\d+\])?: \*\*\* .*Error (?:[1-9]|1[0-24-9]|2\d|12[0-689])$",
    rb"^ninja: build stopped: ",
)
FIX = "Read what the rule printed above; it fails the same way outside of CI."
RETRY_HELPS = False
RETRY_REASON = "The command failed by itself and will again."
