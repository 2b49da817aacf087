"""The build was interrupted from outside."""

from bot.signatures import FailureClass

CLASS = FailureClass.CANCELED
PATTERNS = (
    (
        rb"^(?:ERROR: |"
        rb"error: )?(?:failed to (?:build: failed to )?solve: )?(?:Canceled: )?context canceled(?:: context canceled)?$"
    ),
    rb"^(?:ERROR: )?(?:failed to (?:build: failed to )?solve: )?rpc error: code = Canceled desc = ",
    rb"^ERROR: (?:got|received) (?:\d+ )?SIG(?:TERM|INT)\S*",
    rb"^got \d+ SIGTERM/SIGINTs",
)
OUTRANKS = ("build_failed_otherwise",)
FIX = "Look for what ended it: a time limit of the command, a cancel, or a shutdown of the runner."
RETRY_HELPS = False
RETRY_REASON = "It was ended from outside, mostly on purpose."
