"""The runner was shut down while the job ran."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.RUNNER_SYSTEM_FAILURE
ROLE = Role.VERDICT
PATTERNS = (
    rb"ERROR: Job failed: aborted: ",
    rb"ERROR: Job failed(?: \(system failure\))?: .{0,300}(?:aborted: terminated|runner interrupted)",
)
OUTRANKS = ("runner_system_failure",)
FIX = "Let the runner drain before it is stopped (SIGQUIT)."
RETRY_HELPS = True
RETRY_REASON = "The job itself did nothing wrong, and GitLab calls this safe to retry."
