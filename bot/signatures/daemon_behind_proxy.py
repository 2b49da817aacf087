"""A proxy answers in place of the Docker daemon."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_UNREACHABLE
PATTERNS = (
    (
        rb"error during connect: \w+ \S+ .{0,200}(?:Bad Gateway|Service Unavailable|Gateway Time-?out|"
        rb"Proxy Authentication Required|proxyconnect tcp)"
    ),
    rb"Error response from daemon: <(?:!DOCTYPE|html|HTML)",
)
OUTRANKS = (
    "network_proxy",
    "daemon_refused",
)
FIX = "Add the daemon's host (usually `docker`) to NO_PROXY in the job's variables."
RETRY_HELPS = False
RETRY_REASON = "The proxy will stand there again."
