"""The Dockerfile uses what only BuildKit knows, and the classic builder reads it."""

from bot.signatures import FailureClass

CLASS = FailureClass.USAGE_ERROR
PATTERNS = (
    rb"the --\w+ option requires BuildKit",
    rb"Unknown flag: (?:mount|chmod|link)",
)
OUTRANKS = (
    "dockerfile_invalid",
    "flag_unknown",
)
FIX = "Set DOCKER_BUILDKIT=1, or install the buildx component in the job's image."
RETRY_HELPS = False
RETRY_REASON = "The builder stays the same."
