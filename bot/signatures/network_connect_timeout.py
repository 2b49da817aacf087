"""A command waits for a server until its time is over."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (
    rb"[Cc]onnection timed out",
    rb"\bE(?:SOCKET)?TIMEDOUT\b",
    rb"[Oo]peration timed out",
    rb"(?:Read|Connect)TimeoutError",
    rb"connect timed out|Read timed out",
)
FIX = "Check proxy and firewall between the runner and that server; a package mirror helps."
RETRY_HELPS = True
RETRY_REASON = "The connection failed on its way; the next one may not."
