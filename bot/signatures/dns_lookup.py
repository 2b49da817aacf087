"""The daemon or builder cannot resolve a registry's name."""

from bot.signatures import FailureClass

CLASS = FailureClass.DNS_ERROR
PATTERNS = (
    (
        rb"lookup \S+(?: on \S+)?: (?:no such host|server misbehaving|Try again|Temporary failure|"
        rb"i/o timeout|read udp|device or resource busy)"
    ),
)
OUTRANKS = (
    "network_io_timeout",
    "dns_resolver",
    "device_busy",
    "cache_export_failed",
)
FIX = "Check the spelling of the host; in dind the service needs a DNS server that it can reach (`--dns`)."
RETRY_HELPS = False
RETRY_REASON = "The log does not tell a resolver that is overloaded from a name that does not exist."
