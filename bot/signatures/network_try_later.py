"""apk could not reach its package server."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (
    rb"temporary error \(try again later\)",
    rb"network error \(check Internet connection and firewall\)",
)
FIX = "Try the job again; if it stays, use a mirror nearby or check the name server of the dind network."
RETRY_HELPS = True
RETRY_REASON = "apk itself calls the error temporary."
