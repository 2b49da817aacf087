"""The client speaks TLS and the Docker daemon serves plain HTTP."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_TLS_MISMATCH
PATTERNS = (
    rb"error during connect: \w+ \S+ .{0,200}server gave HTTP response to HTTPS client",
    rb"error during connect: \w+ \S+ .{0,200}first record does not look like a TLS handshake",
)
OUTRANKS = (
    "registry_plain_http",
    "registry_tls_handshake",
    "docker_certificate_refused",
)
FIX = (
    "Unset DOCKER_TLS_VERIFY and use tcp://docker:2375, or give the dind service DOCKER_TLS_CERTDIR=/certs and"
    " use 2376."
)
RETRY_HELPS = False
RETRY_REASON = "The two sides are configured differently."
