"""The build daemon went away in the middle of the build."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_LOST
PATTERNS = (
    rb"rpc error: code = Unavailable desc = ",
    rb"error reading from server: EOF",
    rb"transport is closing",
    rb"frontend grpc server closed unexpectedly",
    rb"(?:grpc|http2): .{0,99}(?:client connection is closing|server sent GOAWAY)",
)
OUTRANKS = (
    "network_eof",
    "network_reset",
)
FIX = (
    "Look at the memory of the runner's host: a daemon that dies is mostly one that was killed; else read the "
    "log of the dind service."
)
RETRY_HELPS = True
RETRY_REASON = "The daemon is started anew with the next job; no error of the build was seen."
