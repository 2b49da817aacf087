"""The name of an image is not a valid reference."""

from bot.signatures import FailureClass

CLASS = FailureClass.USAGE_ERROR
PATTERNS = (
    rb"invalid reference format",
    rb"repository name must be lowercase",
    rb'invalid tag "',
    rb"could not parse reference: ",
    rb"(?:parsing|error parsing) (?:image name|reference) ",
)
OUTRANKS = ("flag_unknown",)
FIX = (
    "Write image names in lower case; a tag made from a branch name needs $CI_COMMIT_REF_SLUG, and no variable"
    " in it may be empty."
)
RETRY_HELPS = False
RETRY_REASON = "The variables of the job are the same the next time."
