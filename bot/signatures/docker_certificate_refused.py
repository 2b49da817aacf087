"""Docker client and daemon do not accept each other's certificates."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_TLS_MISMATCH
PATTERNS = (
    rb"error during connect: \w+ \S+ .{0,200}(?:x509: |tls: |bad certificate)",
    rb"http: TLS handshake error from \S+: ",
    rb"The server probably has client authentication \(--tlsverify\) enabled",
)
OUTRANKS = (
    "registry_x509",
    "registry_tls_handshake",
)
FIX = (
    "Let client and dind share one /certs/client volume of this very job, and reach the daemon by a name that "
    "its certificate holds (`docker`)."
)
RETRY_HELPS = False
RETRY_REASON = "The certificates stay what they are; a volume that two jobs share will be overwritten again."
