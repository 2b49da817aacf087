"""The job's user may not use the Docker socket."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_UNREACHABLE
PATTERNS = (
    rb"permission denied while trying to connect to the (?:Docker daemon socket|docker API)",
    rb"dial unix \S{0,99}docker\.sock: connect: permission denied",
)
FIX = "Run the job as a user who may use the socket, or better use a dind service and leave the host's socket alone."
RETRY_HELPS = False
RETRY_REASON = "Rights do not change by themselves."
