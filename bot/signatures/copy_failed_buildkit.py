"""COPY or ADD names something that is neither in the build context nor in that image stage."""

from bot.signatures import FailureClass

CLASS = FailureClass.COPY_SOURCE_MISSING
PATTERNS = (
    rb"failed to compute cache key: .{0,400}not found",
    rb"failed to calculate checksum of ref .{0,400}not found",
    rb"failed to compute cache key: .{0,400}no such file",
    rb"failed to walk \S+: lstat ",
    rb"failed to solve: lstat \S+: no such file",
    rb'^#\d+ ERROR: (?:failed to \S+ \S+ \S+ \S+ \S+: )?"/[^"]*":? not found',
    rb"^ *=> ERROR \[[^\]]*\] (?:COPY|ADD) ",
)
OUTRANKS = (
    "base_image_not_found",
    "build_failed_otherwise",
)
FIX = "Check the path against the build context or the stage named by --from, and .dockerignore."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
