"""An old Docker daemon finds no cgroups on a newer host."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (rb"cgroup mountpoint does not exist",)
FIX = "Use a dind image of version 20.10 or newer: older ones know only cgroup v1."
RETRY_HELPS = False
RETRY_REASON = "The versions stay what they are."
