"""The HTTP proxy does not let the connection through."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (
    rb"proxyconnect tcp: ",
    rb"407 Proxy Authentication Required",
    rb"Received HTTP code \d+ from proxy after CONNECT",
)
OUTRANKS = (
    "network_refused",
    "network_io_timeout",
    "dns_lookup",
    "network_connect_timeout",
)
FIX = "Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the job and of the dind service."
RETRY_HELPS = False
RETRY_REASON = "The proxy's rules stay what they are."
