"""The BuildKit daemon of the builder does not answer or could not be started."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_UNREACHABLE
PATTERNS = (
    rb"could not connect to \S{0,99}buildkitd\.sock",
    rb"could not connect to unix://\S*buildkit",
    rb"failed to initialize builder \S+",
    rb"no valid drivers found",
    rb"failed to list workers: ",
)
OUTRANKS = ("daemon_lost_build",)
FIX = (
    "Read the log of the buildkitd container; a docker-container builder needs a reachable Docker daemon and "
    "the right to run privileged."
)
RETRY_HELPS = False
RETRY_REASON = "A builder that does not start lacks a daemon or rights."
