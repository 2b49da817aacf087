"""The registry's certificate is not trusted or does not fit."""

from bot.signatures import FailureClass

CLASS = FailureClass.REGISTRY_TLS
PATTERNS = (
    rb"x509: ",
    rb"certificate verify failed",
    rb"SSL certificate problem: ",
)
OUTRANKS = ("registry_tls_handshake",)
FIX = (
    "Give the daemon (dind: /etc/docker/certs.d/HOST/ca.crt) or the builder (buildkitd.toml, kaniko "
    "--registry-certificate) the registry's CA, or renew the certificate."
)
RETRY_HELPS = False
RETRY_REASON = "Certificates stay what they are."
