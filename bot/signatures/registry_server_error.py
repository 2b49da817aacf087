"""The registry answered with a fault of its own (5xx)."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_ERROR
PATTERNS = (
    rb"received unexpected HTTP status: 5\d\d",
    rb'unexpected (?:http |HTTP )?status(?: code)?[^"]{0,300}? 5\d\d\b',
    rb"StatusCode: 5\d\d",
    rb"(?:repository|registry) \S*:? ?50[0234] \(",
    rb"error parsing HTTP 5\d\d response body",
    rb"/v2/[^\s/]{1,99}(?:/[^\s/]{1,99}){0,9}:? 50[0234] (?:Bad Gateway|Service Unavailable|Gateway|Internal)",
    rb"status code from registry 5\d\d",
    rb"failed with status code \[[^\]]{0,99}\]: 5\d\d",
)
OUTRANKS = (
    "cache_export_failed",
    "registry_bad_answer",
)
FIX = "Try the job again; if it stays, look at the registry's own log and its storage."
RETRY_HELPS = True
RETRY_REASON = "The fault was the registry's own and passes."
