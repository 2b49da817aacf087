"""Node's heap is full."""

from bot.signatures import FailureClass

CLASS = FailureClass.OUT_OF_MEMORY
PATTERNS = (
    rb"JavaScript heap out of memory",
    rb"Reached heap limit",
    rb"ran out of memory or someone called `kill -9`",
)
FIX = "Set NODE_OPTIONS=--max-old-space-size to what the runner has, or build less at a time."
RETRY_HELPS = False
RETRY_REASON = "The same work needs the same memory."
