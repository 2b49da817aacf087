"""The log-in has no password and would ask for one."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (
    rb"Cannot perform an interactive login from a non.TTY device",
    rb"[Pp]assword Required",
    rb"password is empty",
    rb"inappropriate ioctl for device",
)
FIX = "The variable with the password is empty in this job: protected variables exist only on protected branches."
RETRY_HELPS = False
RETRY_REASON = "The variable stays empty."
