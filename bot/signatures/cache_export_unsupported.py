"""The builder cannot export a cache of that kind."""

from bot.signatures import FailureClass

CLASS = FailureClass.CACHE_EXPORT_FAILED
PATTERNS = (
    rb"[Cc]ache export (?:is not supported|feature is currently not supported)",
    rb"unknown cache exporter",
)
OUTRANKS = ("*",)
FIX = "Make a builder of the docker-container driver in this job (`docker buildx create --use`), or use inline cache."
RETRY_HELPS = False
RETRY_REASON = "The builder stays the same."
