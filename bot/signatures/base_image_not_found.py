"""The base image does not exist under that name and tag."""

from bot.signatures import FailureClass

CLASS = FailureClass.IMAGE_NOT_FOUND
PATTERNS = (
    rb"failed to resolve source metadata for \S{1,300}: .{0,300}: not found",
    rb"^(?:#\d+ ERROR: |ERROR: |failed to ).{0,600}[\w./-][:@][\w.-]+: not found$",
    rb"Status 404 trying to pull repository",
    rb"=> ERROR \[(?:\S+ )?internal\] load metadata for ",
)
OUTRANKS = ("build_failed_otherwise",)
YIELDS = True
FIX = "Check the name and tag in FROM, and whether the mirror or registry has it."
RETRY_HELPS = False
RETRY_REASON = "An image that does not exist will not be there the next time."
