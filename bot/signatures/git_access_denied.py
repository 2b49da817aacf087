"""The job may not read a repository."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (
    rb"fatal: unable to access '[^']+': The requested URL returned error: 40\d",
    rb"fatal: Authentication failed for '",
    rb"remote: HTTP Basic: Access denied",
    rb"fatal: could not read Username for '",
)
OUTRANKS = ("registry_unauthorized",)
FIX = "Add this project to the job token's allow list of the other one, and use CI_JOB_TOKEN for submodules."
RETRY_HELPS = False
RETRY_REASON = "Rights do not change by themselves."
