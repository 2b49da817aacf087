"""The other side, or something on the way, cut the connection."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (
    rb"[Cc]onnection reset by peer",
    rb"ECONNRESET",
    rb"[Cc]onnection was reset",
    rb"write: broken pipe",
    rb"transport connection broken",
    rb"Remote end closed connection",
)
OUTRANKS = ("cache_export_failed",)
FIX = "Try the job again; if it stays, look for a proxy or firewall that cuts long transfers."
RETRY_HELPS = True
RETRY_REASON = "The connection failed on its way; the next one may not."
