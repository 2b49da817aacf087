"""`--target` names no image stage of the Dockerfile."""

from bot.signatures import FailureClass

CLASS = FailureClass.TARGET_NOT_FOUND
PATTERNS = (
    rb'target stage "?\S+ could not be found',
    rb"failed to reach build target \S+",
    rb"is not a valid target build stage",
    rb'target "[^"]+" was not found',
)
OUTRANKS = ("build_failed_otherwise",)
FIX = "Name the stage in the Dockerfile (`FROM ... AS name`) or correct --target."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
