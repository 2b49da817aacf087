"""A command in the job or the build cannot resolve a name."""

from bot.signatures import FailureClass

CLASS = FailureClass.DNS_ERROR
PATTERNS = (
    rb"[Tt]emporary failure in name resolution",
    rb"Name or service not known",
    rb"Name does not resolve",
    rb"nodename nor servname provided",
    rb"\[Errno -[235]\]",
)
OUTRANKS = ("network_connect_timeout",)
FIX = "Check the spelling of the host, and that containers on this runner have a DNS server that they can reach."
RETRY_HELPS = False
RETRY_REASON = "The log does not tell a resolver that is overloaded from a name that does not exist."
