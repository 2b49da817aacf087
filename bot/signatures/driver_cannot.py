"""The builder's driver cannot do what is asked of it."""

from bot.signatures import FailureClass

CLASS = FailureClass.USAGE_ERROR
PATTERNS = (
    rb"is not supported for the docker driver",
    rb"docker exporter does not currently support exporting manifest lists",
    rb"multiple platforms feature is currently not supported for docker driver",
    rb"is not supported by the (?:docker|current) driver",
)
FIX = "Make a builder of the docker-container driver in this job (`docker buildx create --use`)."
RETRY_HELPS = False
RETRY_REASON = "The builder stays the same."
