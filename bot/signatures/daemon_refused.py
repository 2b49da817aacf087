"""The host of the Docker daemon refuses the connection: nothing listens on that port."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_UNREACHABLE
PATTERNS = (
    rb"error during connect: \w+ \S+ .{0,200}connect: connection refused",
    rb"dial tcp \S+:237[56]: connect: connection refused",
    rb"connect ECONNREFUSED \S+:237[56]\b",
    rb"dial unix \S{0,99}docker\.sock: connect: (?:connection refused|no such file or directory)",
)
OUTRANKS = ("network_refused",)
FIX = (
    "Let DOCKER_HOST name the port on which the dind service listens (2376 with TLS, 2375 without), and wait "
    "until `docker info` answers."
)
RETRY_HELPS = False
RETRY_REASON = "A port that nobody serves is configuration; only a service that is slow to start would be there later."
