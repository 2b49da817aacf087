"""A port that a container is to publish is in use."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (
    rb"port is already allocated",
    rb"listen tcp\d? \S+: bind: address already in use",
)
FIX = "Do not publish fixed ports in jobs that share a daemon; let containers talk over their network."
RETRY_HELPS = False
RETRY_REASON = "Whatever holds the port on that host may hold it still."
