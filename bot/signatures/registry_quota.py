"""The registry has no room left for this project."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_ERROR
PATTERNS = (
    (
        rb"(?:will exceed the configured upper limit|namespace storage limit|[Ss]torage quota|"
        rb"quota (?:has been )?exceeded for)"
    ),
)
OUTRANKS = ("registry_denied",)
FIX = "Delete tags that nobody needs and set a cleanup policy."
RETRY_HELPS = False
RETRY_REASON = "Room does not come by itself."
