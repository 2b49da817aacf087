"""A connection to a registry or server hangs until it times out."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (rb"i/o timeout",)
FIX = (
    "Check the way out of the runner (proxy, firewall, and the MTU of the dind network, which must not be "
    "larger than the host's)."
)
RETRY_HELPS = True
RETRY_REASON = "The connection failed on its way; the next one may not."
