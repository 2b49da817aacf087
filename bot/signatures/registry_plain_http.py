"""The registry speaks plain HTTP where HTTPS is expected."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_TLS
PATTERNS = (
    rb"server gave HTTP response to HTTPS client",
    rb"unsupported protocol scheme",
    rb"http: server gave HTTP",
)
FIX = "Serve the registry over TLS; for a test registry name it as insecure for the daemon or builder that pulls."
RETRY_HELPS = False
RETRY_REASON = "The registry and the configuration stay what they are."
