"""There is no way to the server from this runner."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (
    rb"[Nn]etwork is unreachable",
    rb"[Nn]o route to host",
    rb"EHOSTUNREACH|ENETUNREACH",
)
OUTRANKS = ("network_connect_timeout",)
FIX = "Check the runner's network: an IPv6 address without IPv6, a firewall, or a service that has gone."
RETRY_HELPS = False
RETRY_REASON = "A way that is not there is configuration."
