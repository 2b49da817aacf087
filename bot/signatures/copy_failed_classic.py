"""COPY or ADD names something that is not in the build context."""

from bot.signatures import FailureClass

CLASS = FailureClass.COPY_SOURCE_MISSING
PATTERNS = (
    rb"(?:COPY|ADD) failed: (?:file not found|stat |no source files|lstat |forbidden path|failed to compute)",
    rb"no source files were specified",
    rb"(?:COPY|ADD) failed: CreateFile ",
    rb"lstat \S+/docker-builder\d+/\S+: no such file or directory",
)
FIX = "Check the path against the build context (not against the Dockerfile), and .dockerignore."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
