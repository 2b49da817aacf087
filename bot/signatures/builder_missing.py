"""There is no builder or context of that name."""

from bot.signatures import FailureClass

CLASS = FailureClass.USAGE_ERROR
PATTERNS = (
    rb'no builder "[^"]*" found',
    rb'context "[^"]+" does not exist',
    rb"context not found: ",
)
FIX = "Make it in this job first (`docker buildx create --name ... --use`); builders of other jobs do not exist here."
RETRY_HELPS = False
RETRY_REASON = "The job does not make it the next time either."
