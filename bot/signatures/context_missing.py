"""The build context does not exist."""

from bot.signatures import FailureClass

CLASS = FailureClass.USAGE_ERROR
PATTERNS = (
    rb'unable to prepare context: path "[^"]*" not found',
    rb"unable to prepare context: ",
    rb"context must be a directory",
    rb"error resolving source context",
    rb"[Ee]rror determining context directory",
)
FIX = "Correct the last word of the build command: a folder that exists in the job's working directory."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
