"""The image holds programs for another processor."""

from bot.signatures import FailureClass

CLASS = FailureClass.PLATFORM_MISMATCH
PATTERNS = (
    rb"exec(?:utable)? format error",
    rb"cannot execute binary file: Exec format error",
)
FIX = "Build or pull for the runner's platform (--platform), or install QEMU's binfmt handlers on its host."
RETRY_HELPS = False
RETRY_REASON = "Image and runner stay what they are."
