"""The TLS handshake with the registry fails."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_TLS
PATTERNS = (
    rb"first record does not look like a TLS handshake",
    (
        rb"tls: (?:handshake failure|bad certificate|internal error|unrecognized name|"
        rb"no supported versions|certificate required)"
    ),
    rb"oversized record received",
    rb"SSL routines:\S*:wrong version number",
    rb"tls: failed to verify certificate",
)
FIX = "Check that the port is the TLS port of the registry and which certificates and versions both sides accept."
RETRY_HELPS = False
RETRY_REASON = "Both sides stay what they are."
