"""`COPY --from` names no image stage and no image."""

from bot.signatures import FailureClass

CLASS = FailureClass.TARGET_NOT_FOUND
PATTERNS = (
    rb"invalid from flag value",
    rb"invalid stage index \d+",
    rb"index out of bounds: \d+",
    rb"(?:no stage or image|no image stage) found",
)
OUTRANKS = (
    "pull_access_denied",
    "registry_denied",
    "manifest_unknown",
    "copy_failed_classic",
    "dns_lookup",
)
FIX = "Correct the name behind --from to that of a stage further up, or to an image."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
