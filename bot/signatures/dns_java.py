"""A Java program cannot resolve a name."""

from bot.signatures import FailureClass

CLASS = FailureClass.DNS_ERROR
PATTERNS = (
    rb"UnknownHostException",
    rb"Unknown host \S+\.\S+",
)
FIX = (
    "Check the repository's name in settings.xml or build.gradle, and that containers on this runner have a "
    "DNS server that they can reach."
)
RETRY_HELPS = False
RETRY_REASON = "A name that does not exist will not exist the next time."
