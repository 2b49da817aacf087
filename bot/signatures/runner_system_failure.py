"""The runner failed, not the job."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.RUNNER_SYSTEM_FAILURE
ROLE = Role.VERDICT
PATTERNS = (rb"ERROR: Job failed \(system failure\): ",)
FIX = "Tell whoever runs the runner; the words behind `system failure` say what it lacked."
RETRY_HELPS = True
RETRY_REASON = "GitLab's own table calls system failures safe to retry once."
