"""The runner could not prepare the job's environment."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.RUNNER_SYSTEM_FAILURE
ROLE = Role.LAST_WORD
PATTERNS = (rb"^ERROR: Preparation failed: ",)
FIX = "Tell whoever runs the runner; the words behind it say what it lacked."
RETRY_HELPS = False
RETRY_REASON = "The runner has tried three times itself before it says so."
