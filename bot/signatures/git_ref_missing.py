"""The commit or branch of the job is gone."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (
    rb"fatal: [Cc]ouldn't find remote ref ",
    rb"fatal: reference is not a tree: ",
    rb"fatal: [Rr]emote branch \S+ not found",
)
FIX = "Start a new pipeline on what the branch is now."
RETRY_HELPS = False
RETRY_REASON = "What was pushed away does not come back."
