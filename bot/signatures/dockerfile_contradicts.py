"""The Dockerfile parses and contradicts itself."""

from bot.signatures import FailureClass

CLASS = FailureClass.DOCKERFILE_INVALID
PATTERNS = (
    rb"base name \(.{0,200}\) should not be blank",
    rb"circular dependency detected",
    rb"[Nn]o build stage in current context",
    rb"Dockerfile(?: \(\S+\))? (?:cannot be|is) empty",
    rb"file with no instructions",
    rb"no FROM statement found",
    rb"duplicate name \S+",
    rb"unexpected end of statement while looking for matching",
    rb"requires (?:exactly|at least) (?:one|two) arguments?(?:, but|$)",
    rb"[Ww]hen using (?:COPY|ADD) with more than one source file",
)
OUTRANKS = ("build_failed_otherwise",)
FIX = (
    "Give every FROM a base (an ARG used in it needs a default before the first FROM), and no stage itself as "
    "its source."
)
RETRY_HELPS = False
RETRY_REASON = "The files of the commit are the same the next time."
