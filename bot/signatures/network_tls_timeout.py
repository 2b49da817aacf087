"""The TLS handshake with a server hangs until it times out."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (rb"TLS handshake timeout",)
FIX = "Small packets pass and large ones do not: check the MTU of the dind network, and proxies on the way."
RETRY_HELPS = True
RETRY_REASON = "The connection failed on its way; the next one may not."
