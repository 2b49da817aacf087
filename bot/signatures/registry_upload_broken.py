"""The registry lost or refused parts of an upload."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_ERROR
PATTERNS = (
    rb"blob upload (?:unknown|invalid)",
    rb"BLOB_UPLOAD_\w+",
    rb"unknown blob",
    rb"blob unknown",
    rb"MANIFEST_BLOB_UNKNOWN",
    rb"manifest (?:blob unknown|invalid)",
    rb"MANIFEST_INVALID",
    rb"(?:provided length did not match|digest did not match) ",
    rb"DIGEST_INVALID",
)
OUTRANKS = ("cache_export_failed",)
FIX = (
    "Try the job again; if it stays, check that all replicas of the registry share storage and secret, and "
    "that no proxy cuts large requests."
)
RETRY_HELPS = True
RETRY_REASON = "An upload that broke off starts anew, and layers that arrived are kept."
