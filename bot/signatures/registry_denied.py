"""The registry knows who asks and refuses."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (
    rb"requested access to the resource is denied",
    rb"denied: access forbidden",
    rb"DENIED: ",
    rb"denied: [Pp]ermission ",
    rb"denied: User .{1,99} cannot be authenticated",
    rb"^(?:[Ee]rror.*: )?denied$",
    rb"denied: denied",
    rb"[Ee]rror.{0,400}: denied: ",
)
FIX = (
    "Log in before the push, push to this project's own path ($CI_REGISTRY_IMAGE), and allow this project's "
    "job token where it is another project's."
)
RETRY_HELPS = False
RETRY_REASON = "Rights do not change by themselves."
