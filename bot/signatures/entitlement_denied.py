"""The build asks for a privilege that the builder does not grant."""

from bot.signatures import FailureClass

CLASS = FailureClass.PRIVILEGED_REQUIRED
PATTERNS = (
    rb"granting entitlement \S+ is not allowed",
    rb"(?:security\.insecure|network\.host) is not allowed",
    rb"additional privileges requested",
)
FIX = (
    "Start the builder with that entitlement (`--allow-insecure-entitlement`) and the build with `--allow`, or"
    " do without it."
)
RETRY_HELPS = False
RETRY_REASON = "The builder's configuration stays what it is."
