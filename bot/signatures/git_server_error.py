"""GitLab answered with a fault of its own when the sources were fetched."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (
    rb"fatal: unable to access '[^']+': The requested URL returned error: 5\d\d",
    rb"fatal: the remote end hung up unexpectedly",
    rb"error: RPC failed; ",
)
FIX = "Try the job again; if it stays, tell whoever runs GitLab."
RETRY_HELPS = True
RETRY_REASON = "The fault was the server's and passes."
