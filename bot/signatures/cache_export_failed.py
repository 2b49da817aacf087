"""The build could not export its cache and ended."""

from bot.signatures import FailureClass

CLASS = FailureClass.CACHE_EXPORT_FAILED
PATTERNS = (
    rb"failed to configure \w+ cache exporter",
    rb"error writing (?:manifest|layer) blob",
    rb"[Ff]ailed to export cache",
    rb"maintenance of the cache",
)
OUTRANKS = ("*",)
FIX = (
    "Check that the job may push to the reference of --cache-to; `ignore-error=true` keeps a failed export "
    "from ending the build."
)
RETRY_HELPS = False
RETRY_REASON = "The log does not tell whether the registry or the reference is to blame."
