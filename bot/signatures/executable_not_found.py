"""A container has no such program."""

from bot.signatures import FailureClass

CLASS = FailureClass.BUILD_COMMAND_FAILED
PATTERNS = (
    rb'exec: "[^"]*": (?:executable file not found in \$PATH|stat \S+: no such file or directory|permission denied)',
    rb"exec \S+: no such file or directory",
)
FIX = "Install the program in the image, correct its path, or give the script Unix line ends and its executable bit."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
