"""Buildah or Podman finds nothing to copy in the context or in that image stage."""

from bot.signatures import FailureClass

CLASS = FailureClass.COPY_SOURCE_MISSING
PATTERNS = (
    rb'building at STEP "(?:COPY|ADD) ',
    rb"no items matching glob ",
    rb"checking on sources under ",
)
OUTRANKS = ("build_failed_otherwise",)
YIELDS = True
FIX = "Check the path against the build context or the stage named by --from, and .dockerignore."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
