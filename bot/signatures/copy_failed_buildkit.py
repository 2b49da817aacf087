"""COPY or ADD names something that is neither in the build context nor in that image stage."""

from bot.signatures import FailureClass

CLASS = FailureClass.COPY_SOURCE_MISSING
PATTERNS = (
    rb"failed to compute cache key: .*not found",
    rb"failed to calculate checksum of ref \S+: .*not found",
    rb"failed to compute cache key: .*no such file or directory",
    rb"failed to walk \S+: lstat ",
    rb'^#\d+ ERROR: (?:failed to \S+ \S+ \S+ \S+ \S+: )?"/[^"]*":? not found',
    rb"=> ERROR \[[^\]]*\] (?:COPY|ADD) ",
)
OUTRANKS = (
    "base_image_not_found",
    "build_failed_otherwise",
)
FIX = "Check the path against the build context or the stage named by --from, and .dockerignore."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
