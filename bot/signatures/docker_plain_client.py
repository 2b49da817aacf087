"""The client speaks plain HTTP and the Docker daemon expects TLS."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_TLS_MISMATCH
PATTERNS = (rb"Client sent an HTTP request to an HTTPS server",)
FIX = (
    "Set DOCKER_HOST to tcp://docker:2376 with DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH=/certs/client, or "
    "switch TLS off on both sides with an empty DOCKER_TLS_CERTDIR."
)
RETRY_HELPS = False
RETRY_REASON = "The two sides are configured differently."
