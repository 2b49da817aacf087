"""npm, yarn or another Node program cannot resolve a name."""

from bot.signatures import FailureClass

CLASS = FailureClass.DNS_ERROR
PATTERNS = (
    rb"getaddrinfo (?:ENOTFOUND|EAI_AGAIN)",
    rb"npm (?:ERR!|error) code (?:ENOTFOUND|EAI_AGAIN)",
)
OUTRANKS = ("network_connect_timeout",)
FIX = "Check the registry's name in .npmrc, and that containers on this runner have a DNS server that they can reach."
RETRY_HELPS = False
RETRY_REASON = "The log does not tell a resolver that is overloaded from a name that does not exist."
