"""apt cannot resolve the name of its server."""

from bot.signatures import FailureClass

CLASS = FailureClass.DNS_ERROR
PATTERNS = (
    rb"Temporary failure resolving '",
    rb"Could not resolve '[\w-]+(?:\.[\w-]+)+'",
)
FIX = (
    "Check that containers on this runner have a DNS server that they can reach (dind: `--dns`), and the mirror's name."
)
RETRY_HELPS = False
RETRY_REASON = "The log does not tell a resolver that is overloaded from one that is not reachable at all."
