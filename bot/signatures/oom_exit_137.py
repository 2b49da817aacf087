"""The command was killed (exit code 137), almost always for its memory."""

from bot.signatures import FailureClass

CLASS = FailureClass.OUT_OF_MEMORY
PATTERNS = (
    rb"did not complete successfully: exit code: 137\b",
    rb"returned a non-zero code: 137$",
    rb"exit code: 137$",
    rb"exit status 137$",
    rb"errno 137$",
    rb"Exit status 137$",
    rb"Error 137$",
)
FIX = "Give the build less to do at a time (fewer jobs, smaller heap) or the runner more memory."
RETRY_HELPS = False
RETRY_REASON = "The same work needs the same memory."
