"""The engine has no image of that name."""

from bot.signatures import FailureClass

CLASS = FailureClass.IMAGE_NOT_FOUND
PATTERNS = (
    rb"An image does not exist locally with the tag",
    rb"No such image: \S+",
    rb"image not known",
    rb"tag does not exist: ",
)
FIX = "Tag the image with exactly the name that is used here; what another job built must be pushed and pulled."
RETRY_HELPS = False
RETRY_REASON = "The image was never made under that name."
