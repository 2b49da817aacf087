"""A secret or an SSH key that the build mounts was not handed to it."""

from bot.signatures import FailureClass

CLASS = FailureClass.USAGE_ERROR
PATTERNS = (
    rb"secret \S+: not found",
    rb"secret \S+ not found",
    rb"failed to (?:stat|read) \S*secret\S*: ",
    rb"(?:unset|could not parse) ssh (?:forward )?key",
    rb"invalid empty ssh agent socket",
    rb"(?:no secret|secret file|secret source) .{0,200}(?:found|exist)",
    rb"secret file \S+ does not exist",
)
OUTRANKS = (
    "base_image_not_found",
    "build_failed_otherwise",
)
FIX = (
    "Hand it over with `--secret id=...` or `--ssh`, and check that the variable or file exists in this job "
    "(protected variables exist only on protected branches)."
)
RETRY_HELPS = False
RETRY_REASON = "The variable or file is missing the next time too."
