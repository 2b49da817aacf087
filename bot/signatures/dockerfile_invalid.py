"""The Dockerfile cannot be parsed."""

from bot.signatures import FailureClass

CLASS = FailureClass.DOCKERFILE_INVALID
PATTERNS = (
    rb"[Dd]ockerfile parse error",
    rb"[Uu]nknown instruction: ",
    rb"(?:[Uu]nable|failed) to parse Dockerfile",
    rb"Syntax error - can't find = in",
    rb"[Pp]arsing dockerfile: ",
    rb"failed to parse stage name",
    rb"unterminated heredoc",
    rb"syntax error: unterminated ",
)
OUTRANKS = (
    "reference_invalid",
    "flag_unknown",
    "build_failed_otherwise",
    "target_missing",
)
FIX = "Correct the line that is named."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
