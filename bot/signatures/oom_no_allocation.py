"""A process asked for memory and got none."""

from bot.signatures import FailureClass

CLASS = FailureClass.OUT_OF_MEMORY
PATTERNS = (
    rb"[Cc]annot allocate memory",
    rb"\bENOMEM\b",
    rb"virtual memory exhausted",
    rb"std::bad_alloc",
    rb"fatal error: runtime: out of memory",
    rb"^(?:#\d+ \d+\.\d+ )?MemoryError$",
)
FIX = "Give the build less to do at a time (fewer jobs, smaller heap) or the runner more memory."
RETRY_HELPS = False
RETRY_REASON = "The same work needs the same memory."
