"""The host name of the Docker daemon cannot be resolved."""

from collections.abc import Mapping

from bot.signatures import FailureClass

CLASS = FailureClass.DNS_ERROR
PATTERNS = (
    rb"error during connect: \w+ \S+ .{0,200}lookup \S+",
    rb"dial tcp: lookup docker(?:-dind|-in-docker)?(?: on \S+)?: ",
)
OUTRANKS = ("dns_lookup", "dns_resolver", "daemon_silent", "network_io_timeout")
RETRY_HELPS = False
RETRY_REASON = "A service that is not there or has another alias is configuration."


def fix(_evidence: str, clues: Mapping[str, str]) -> str:
    """Name the causes in the order to check them, by whether a service was started at all."""
    if "docker executor" in clues and "service" not in clues:
        return "Add a docker:dind service to the job: none was started, so nothing has that name."
    if "late" in clues:
        return "The service ended before it was ready, and its name with it: read its log, which the warning shows."
    return "Give the dind service the alias that DOCKER_HOST names (`alias: docker`), in this very job."
