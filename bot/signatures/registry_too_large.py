"""A proxy before the registry refuses layers of that size."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_ERROR
PATTERNS = (
    rb"413 (?:Request Entity|Payload|Content) Too Large",
    rb"error parsing HTTP 413",
)
OUTRANKS = ("registry_bad_answer",)
FIX = "Raise the proxy's limit (nginx: client_max_body_size 0), or make the layer smaller."
RETRY_HELPS = False
RETRY_REASON = "The layer is as large the next time."
