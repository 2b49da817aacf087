"""The log is that of the runner's own process and not that of a job."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (
    rb"^WARNING: Job failed: .* job=\d+",
    rb"^ERROR: Job failed: .*\bduration_s?=\S+ job=\d+",
)
FIX = "Look at the log of the job itself, which its number names."
RETRY_HELPS = False
RETRY_REASON = "The line does not say why the job failed."
