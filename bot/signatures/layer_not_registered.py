"""The daemon could not unpack a layer."""

from bot.signatures import FailureClass

CLASS = FailureClass.MOUNT_FAILED
PATTERNS = (
    rb"failed to register layer: ",
    rb"ApplyLayer exit status \d+",
    rb"Error processing tar file\(exit status 1\): ",
    rb'/dev/shm"?: (?:no such|invalid)',
)
OUTRANKS = ("build_failed_otherwise",)
YIELDS = True
FIX = "Read what stands behind it; `invalid argument` on lchown means too few ids in a user namespace."
RETRY_HELPS = False
RETRY_REASON = "Neither image nor host change by themselves."
