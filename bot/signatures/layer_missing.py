"""A layer or snapshot that the daemon believes to have is gone."""

from bot.signatures import FailureClass

CLASS = FailureClass.MOUNT_FAILED
PATTERNS = (
    rb"(?:failed to get layer|layer) \S+: layer does not exist",
    rb"layer does not exist",
    rb"parent snapshot \S+ does not exist",
    rb"failed to prepare (?:extraction snapshot|\S+ as \S+)",
    rb"content digest sha256:\S+: not found",
    rb"layer not known",
)
OUTRANKS = ("build_failed_otherwise",)
FIX = (
    "Do not prune while builds run on the same daemon; if it stays, remove the broken image and the build cache there."
)
RETRY_HELPS = False
RETRY_REASON = "A broken store stays broken until it is cleaned."
