"""The host of the Docker daemon does not answer in time."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_UNREACHABLE
PATTERNS = (
    (
        rb"error during connect: \w+ \S+ .{0,200}(?:i/o timeout|no route to host|TLS handshake timeout|"
        rb"context deadline exceeded|Client\.Timeout)"
    ),
)
OUTRANKS = (
    "network_io_timeout",
    "network_tls_timeout",
    "network_request_timeout",
    "network_unreachable",
)
FIX = "Check that DOCKER_HOST names the job's own dind service, and that no firewall or proxy stands between them."
RETRY_HELPS = False
RETRY_REASON = "An address that swallows connections is configuration: it will again."
