"""There is no Dockerfile at that path."""

from bot.signatures import FailureClass

CLASS = FailureClass.DOCKERFILE_NOT_FOUND
PATTERNS = (
    rb"unable to evaluate symlinks in Dockerfile path",
    rb"failed to read dockerfile: ",
    rb"[Cc]annot locate (?:specified )?Dockerfile",
    rb"must be within the build context",
    rb"error resolving dockerfile path",
    rb"please provide a valid path to a Dockerfile",
    rb"no Containerfile or Dockerfile",
    rb"the specified Containerfile or Dockerfile does not exist",
    rb"stat \S{0,200}(?:Docker|Container)file[\w.-]{0,60}: no such file",
)
OUTRANKS = (
    "build_failed_otherwise",
    "context_missing",
)
FIX = "Check -f and the build context: the path counts from the working directory of the job."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
