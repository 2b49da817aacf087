"""Docker client and daemon do not speak the same version of the API."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (rb"client version \S+ is too (?:new|old)",)
FIX = (
    "Use the same version for the docker image of the job and the dind service, or set DOCKER_API_VERSION to "
    "what the daemon names."
)
RETRY_HELPS = False
RETRY_REASON = "Versions stay what they are."
