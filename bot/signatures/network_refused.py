"""A server refuses the connection."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (
    rb"dial tcp \S+: connect: connection refused",
    rb"connect to \S+ port \d+(?: after \d+ ms)?: (?:Connection refused|Couldn't connect)",
    rb"ECONNREFUSED",
)
FIX = "Check that the address and port are right and that the server is up."
RETRY_HELPS = False
RETRY_REASON = "The log does not tell a server that restarts from a wrong address."
