"""ADD could not fetch its URL."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (
    rb"ADD failed: failed to GET ",
    rb"failed to load cache key: invalid response status \d+",
    rb"invalid response status \d+",
)
OUTRANKS = ("build_failed_otherwise",)
YIELDS = True
FIX = "Check the URL; what the build needs every time is better kept where nobody moves it."
RETRY_HELPS = False
RETRY_REASON = "The log does not tell a server that is down from a file that has gone."
