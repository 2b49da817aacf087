"""The registry refused the log-in."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (
    rb"login attempt to \S+ failed with status: 40[13]",
    rb"Error: (?:logging into|error logging into|authenticating creds for) .{1,300}invalid username/password",
    rb"invalid username/password",
    rb"incorrect username or password",
    rb'Error response from daemon: Get "?https?://[^" ]+/v2/"?: (?:unauthorized|denied)',
)
OUTRANKS = (
    "registry_unauthorized",
    "registry_denied",
)
FIX = (
    "Use $CI_REGISTRY_USER and $CI_REGISTRY_PASSWORD of this job; a deploy token must be unexpired, unmasked "
    "by quoting, and a protected variable needs a protected branch."
)
RETRY_HELPS = False
RETRY_REASON = "The same credentials will be refused again."
