"""The kernel or Kubernetes ended the job's container for its memory."""

from bot.signatures import FailureClass

CLASS = FailureClass.OUT_OF_MEMORY
PATTERNS = (
    rb"OOMKilled",
    rb"[Oo]ut of memory: Killed process",
    rb"oom-kill",
    rb"memory cgroup out of memory",
)
OUTRANKS = ("runner_system_failure",)
FIX = "Raise the memory limit of the job's container (KUBERNETES_MEMORY_LIMIT, the runner's `memory`), or use less."
RETRY_HELPS = False
RETRY_REASON = "The same work needs the same memory."
