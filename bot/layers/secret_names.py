"""Tells by its name that a file is a secret."""

import re

_SECRETS = re.compile(
    r"(?:.+/)?(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.env(?:\.(?:local|production|prod))?|\.npmrc|\.pypirc|\.netrc"
    r"|\.git-credentials|\.pgpass|\.htpasswd|\.aws/credentials|\.docker/config\.json|\.kube/config|[^/]+\.(?:p12|pfx|jks)"
    r"|[^/]*(?:private|secret)[^/]*\.(?:pem|key))"
)


def is_secret(path: str) -> bool:
    """Tell whether a file of that name is a secret wherever it lies."""
    return _SECRETS.fullmatch(path) is not None
