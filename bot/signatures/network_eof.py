"""The answer of a registry or server broke off."""

from bot.signatures import FailureClass

CLASS = FailureClass.NETWORK_TIMEOUT
PATTERNS = (
    rb'(?:Get|Head|Post|Put|Patch) "https?://[^" ]+": (?:unexpected )?EOF',
    rb"(?:copy|blob|httpReadSeeker|during read)\b.{0,300}: unexpected EOF",
    rb"unexpected EOF while reading",
    rb"early EOF",
    rb"curl: \(18\) ",
)
FIX = "Try the job again; if it stays, look for a proxy that cuts long transfers."
RETRY_HELPS = True
RETRY_REASON = "The connection failed on its way; the next one may not."
