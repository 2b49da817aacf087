"""A process was killed in the middle of its work, almost always for its memory."""

from bot.signatures import FailureClass

CLASS = FailureClass.OUT_OF_MEMORY
PATTERNS = (
    rb"^(?:#\d+ \d+\.\d+ |\d+\.\d+ )?Killed$",
    rb"subprocess exited on killed",
    rb"signal: killed$",
    rb"Killed signal terminated program",
    rb"\(signal: 9, SIGKILL: kill\)",
    rb"terminated by signal SIGKILL",
    rb"npm (?:ERR!|error) signal SIGKILL",
    rb": line \d+: +\d+ Killed ",
)
FIX = "Give the build less to do at a time (fewer jobs, smaller heap) or the runner more memory."
RETRY_HELPS = False
RETRY_REASON = "The same work needs the same memory."
