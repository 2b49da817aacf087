"""No Docker daemon answers where the client looks for one."""

from collections.abc import Mapping

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_UNREACHABLE
PATTERNS = (
    rb"[Cc]annot connect to the Docker daemon",
    rb"Couldn.t connect to Docker daemon at",
    rb"Error while fetching server API version",
    rb"Could not find a valid Docker environment",
)
CLUES = {
    "docker executor": rb"^Preparing the \"docker\" executor",
    "service": rb"^Starting service \S*(?:docker|dind)",
    "rights": rb"mount: (?:\S+: )?permission denied|Could not mount /sys/kernel/security",
    "tls": rb"/certs/server/cert\.pem: OK|API listen on \[?[:\d.]*\]?:2376",
    "late": rb"Service \S+ probably didn't start properly",
    "proxy": rb"(?i:https?_proxy)=\S",
}
RETRY_HELPS = False
RETRY_REASON = "What is missing is in the job's or the runner's configuration: a second try finds the same."

_CAUSES = {
    "no service": "the job has no docker:dind service",
    "not privileged": "the runner is not privileged, so dind cannot start",
    "port": "dind serves TLS on 2376 and the client asks on 2375 (or the other way round): set DOCKER_HOST to fit",
    "alias": "the service's alias is not the host in DOCKER_HOST",
    "not ready": "dind was not ready within the runner's 30 s: wait for `docker info` in the script",
    "proxy": "a proxy stands between: add docker to NO_PROXY",
}


def fix(evidence: str, clues: Mapping[str, str]) -> str:
    """Name the causes in the order to check them, those that the log gives a reason to think of first."""
    if "unix://" in evidence and "docker executor" not in clues:
        return "Start a daemon, or set DOCKER_HOST to the job's dind service (tcp://docker:2376 with TLS)."
    likely = [cause for cause, is_seen in _suspicions(evidence, clues).items() if is_seen]
    ordered = [*likely, *(cause for cause in _CAUSES if cause not in likely)]
    return f"Check in this order: {'; '.join(_CAUSES[cause] for cause in ordered)}."


def _suspicions(evidence: str, clues: Mapping[str, str]) -> dict[str, bool]:
    return {
        "no service": "docker executor" in clues and "service" not in clues,
        "not privileged": "rights" in clues,
        # dind makes certificates and serves TLS unless DOCKER_TLS_CERTDIR is empty (since 19.03).
        "port": "tls" in clues and ":2375" in evidence,
        "not ready": "late" in clues,
        "proxy": "proxy" in clues,
    }
