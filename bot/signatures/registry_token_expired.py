"""The registry's token expired in the middle of a push."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_AUTH
PATTERNS = (
    (
        rb"(?:unauthorized: authentication required|UNAUTHORIZED|token (?:has |is )?expired|ExpiredToken|"
        rb"401 Unauthorized)"
    ),
)
OUTRANKS = ("registry_unauthorized",)
AFTER = rb"^[0-9a-f]{12}: (?:Pushed|Layer already exists|Mounted from )"
FIX = (
    "Raise the registry's token life in GitLab (Container Registry settings, authorization token duration) "
    "above the time that the push takes, or make the image smaller."
)
RETRY_HELPS = False
RETRY_REASON = "A second push of the same layers takes as long again."
