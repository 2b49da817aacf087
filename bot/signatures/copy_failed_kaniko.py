"""kaniko finds nothing to copy in the context or in that image stage."""

from bot.signatures import FailureClass

CLASS = FailureClass.COPY_SOURCE_MISSING
PATTERNS = (
    rb"failed to get (?:fileinfo|files used from context)",
    rb"failed to execute command: (?:resolving src|copying |.{0,400}no such file)",
    rb"failed to optimize instructions: .{0,400}no such file",
    rb"could not save file: copying (?:file|symlink|dir)",
)
OUTRANKS = ("build_failed_otherwise",)
FIX = "Check the path against --context (and --context-sub-path) or the stage named by --from, and .dockerignore."
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
