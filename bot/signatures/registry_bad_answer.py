"""What should be the registry answered with a page instead of its protocol."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_ERROR
PATTERNS = (
    rb"error parsing HTTP \d+ response body",
    rb"invalid character '<' looking for beginning of value",
    rb"unexpected end of JSON input",
    rb"StatusCode: [234]\d\d, <",
)
FIX = "Check that the address is a registry's and that no proxy or log-in page stands before it."
RETRY_HELPS = False
RETRY_REASON = "A page in front of the registry will be there again."
