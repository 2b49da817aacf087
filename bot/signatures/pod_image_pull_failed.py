"""Kubernetes could not pull the image of the job or of a service."""

from bot.signatures import FailureClass

CLASS = FailureClass.IMAGE_NOT_FOUND
PATTERNS = (
    rb"image pull failed: ",
    rb"ErrImagePull|ImagePullBackOff|Back-off pulling image",
)
OUTRANKS = ("runner_system_failure",)
YIELDS = True
FIX = "Check the image's name and tag, and that the namespace has the pull secret for its registry."
RETRY_HELPS = False
RETRY_REASON = "Kubernetes has tried several times itself."
