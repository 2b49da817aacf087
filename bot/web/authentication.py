"""Decides whose hook a request is, before anything of its body is looked at."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from hmac import compare_digest

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from bot.scopes import Scope
from bot.secret import Secret

TOKEN_HEADER = "X-Gitlab-Token"  # noqa: S105 - the name of a header
SIGNATURE_HEADER = "webhook-signature"
_SIGNATURE_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def is_signed(headers: Mapping[str, str]) -> bool:
    """Tell whether a signature came along; then it must verify, and no token stands in for it."""
    return SIGNATURE_HEADER in headers


def can_be_verified(scopes: Iterable[Scope]) -> bool:
    """Tell whether any scope has signing tokens; without one, nobody's body is worth reading."""
    return any(scope.signing_tokens for scope in scopes)


def scopes_by_token(scopes: Iterable[Scope], headers: Mapping[str, str]) -> tuple[Scope, ...]:
    """Return the scopes whose secret token a request carries."""
    # Bytes of one length are compared: text with other letters than ASCII would raise, and lengths would tell.
    given = sha256(headers.get(TOKEN_HEADER, "").encode("utf-8", "surrogateescape")).digest()
    return tuple(scope for scope in scopes if not scope.require_signature and _has_token(scope, given))


def scopes_by_signature(scopes: Iterable[Scope], headers: Mapping[str, str], body: bytes) -> tuple[Scope, ...]:
    """Return the scopes of which a signing token made the signature (Standard Webhooks, 5 minutes of tolerance)."""
    signed = {name: headers.get(name, "") for name in _SIGNATURE_HEADERS}
    return tuple(scope for scope in scopes if any(_verifies(token, signed, body) for token in scope.signing_tokens))


def _has_token(scope: Scope, given: bytes) -> bool:
    # All tokens are compared, so that the time taken does not tell which one came close.
    return any([_same(given, token) for token in scope.secret_tokens])  # noqa: C419 - see above


def _same(given: bytes, token: Secret) -> bool:
    return compare_digest(given, sha256(token.reveal().encode()).digest())


def _verifies(token: Secret, signed: dict[str, str], body: bytes) -> bool:
    try:
        Webhook(token.reveal()).verify(body, signed, json_parse=False)
    except (EmptyWebhookSecretError, WebhookVerificationError, ValueError):
        return False
    return True
