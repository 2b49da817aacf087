"""The client is to use TLS and finds no certificates."""

from bot.signatures import FailureClass

CLASS = FailureClass.DAEMON_TLS_MISMATCH
PATTERNS = (
    rb"unable to resolve docker endpoint: ",
    rb"could not read CA certificate",
    rb"Could not load X509 key pair",
    rb"[Uu]nable to load client certificate",
    rb"unable to (?:read|load) (?:client |CA )?cert\S* \S*/certs/",
)
FIX = (
    "Share the certificates: volume /certs/client in the runner's configuration, DOCKER_TLS_CERTDIR=/certs and"
    " DOCKER_CERT_PATH=/certs/client in the job."
)
RETRY_HELPS = False
RETRY_REASON = "The volume or the variable is missing in the configuration."
