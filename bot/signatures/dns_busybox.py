"""apk or another busybox tool cannot resolve a name."""

from bot.signatures import FailureClass

CLASS = FailureClass.DNS_ERROR
PATTERNS = (
    rb"bad address '",
    rb"DNS: (?:transient error|name does not exist)",
    rb"DNS lookup error",
)
OUTRANKS = ("network_try_later",)
FIX = "Check the spelling of the host, and that containers on this runner have a DNS server that they can reach."
RETRY_HELPS = False
RETRY_REASON = "The log does not tell a resolver that is overloaded from one that is not reachable at all."
