"""The Docker daemon broke the connection in the middle of the work."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_LOST
PATTERNS = (
    (
        rb"error during connect: \w+ \S+ .{0,200}(?:EOF|connection reset by peer|broken pipe|"
        rb"closed network connection|server closed idle connection)"
    ),
    rb"read unix @->\S+: (?:read: connection reset by peer|EOF)",
    rb"^(?:docker: |ERROR: )?unexpected EOF\.?$",
    rb"[Dd]aemon is shutting down",
    rb"Error response from daemon: dial unix \S{1,99}containerd\.sock",
)
OUTRANKS = (
    "network_reset",
    "network_eof",
)
FIX = (
    "Look at the memory of the runner's host: a daemon that dies is mostly one that was killed; else read the "
    "log of the dind service."
)
RETRY_HELPS = True
RETRY_REASON = "The daemon is started anew with the next job; no error of the build was seen."
