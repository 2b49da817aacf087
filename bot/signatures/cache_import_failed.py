"""The build could not import its cache and ended."""

from bot.signatures import FailureClass

CLASS = FailureClass.CACHE_IMPORT_FAILED
PATTERNS = (
    rb"failed to configure \w+ cache importer",
    rb"importing cache manifest from ",
    rb"invalid cache config",
    rb"could not import cache|failed to import cache|failed to load cache manifest",
)
OUTRANKS = ("*",)
FIX = (
    "Check the reference of --cache-from, and that a build with `--cache-to` (or inline cache) has pushed it; "
    "a builder that ends on this is to be updated."
)
RETRY_HELPS = False
RETRY_REASON = "A cache that is not there will not be there the next time."
