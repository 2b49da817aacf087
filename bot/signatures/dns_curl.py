"""curl, git or wget cannot resolve a name."""

from bot.signatures import FailureClass

CLASS = FailureClass.DNS_ERROR
PATTERNS = (
    rb"[Cc]ould not resolve (?:host|proxy)",
    rb"unable to resolve host address",
    rb"Couldn't resolve host",
)
OUTRANKS = ("dns_resolver",)
FIX = "Check the spelling of the host, and that the job has a DNS server that it can reach."
RETRY_HELPS = False
RETRY_REASON = "A name that does not exist will not exist the next time."
