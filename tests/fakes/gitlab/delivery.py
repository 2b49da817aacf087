"""One event on its way to one webhook: headers, signature, the one attempt and its record."""

import base64
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.fakes.gitlab.webhooks import KINDS, Webhook

VERSION = "19.1.0"
MOST_BYTES = 25 * 1024 * 1024
KEPT_RESPONSE_BYTES = 8 * 1024
INTERNAL_ERROR = "internal error"


@dataclass(frozen=True)
class Attempt:
    """One attempt as the hook events API records it; its status is text, "internal error" without an answer."""

    id: int
    request_headers: dict[str, str]
    response_headers: dict[str, str]
    response_body: str
    response_status: str
    seconds: float

    @property
    def is_ok(self) -> bool:
        """Tell whether GitLab counts it as a success: any 2xx and 3xx."""
        return self.response_status[:1] in {"2", "3"}


@dataclass(eq=False)
class Delivery:
    """One event for one webhook; delivered again it keeps its Idempotency-Key."""

    webhook: Webhook
    event: str
    body: bytes
    chain: str | None
    instance: str
    timeout_seconds: float
    deliver: Callable[["Delivery"], Attempt]
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the event as X-Gitlab-Event names it."""
        return KINDS[self.event]

    @property
    def payload(self) -> Any:
        """Return the body, read."""
        return json.loads(self.body)

    @property
    def statuses(self) -> list[int]:
        """Return the statuses of the answers, 0 for none."""
        return [int(one.response_status) if one.response_status.isdigit() else 0 for one in self.attempts]

    def send(self) -> int:
        """Deliver once more, under the same key; return the answer's status, 0 for none."""
        self.deliver(self)
        return self.statuses[-1]

    def attempt(self, event_uuid: str, attempt_id: int) -> Attempt:
        """Make one attempt, never another by itself."""
        headers = self.headers(event_uuid)
        started = time.monotonic()
        status, response_headers, response = self._post(headers)
        seconds = time.monotonic() - started
        attempt = Attempt(attempt_id, headers, response_headers, response, status, seconds)
        self.attempts.append(attempt)
        return attempt

    def _post(self, headers: dict[str, str]) -> tuple[str, dict[str, str], str]:
        if len(self.body) > MOST_BYTES:
            return INTERNAL_ERROR, {}, ""
        request = urllib.request.Request(self.webhook.url, data=self.body, headers=headers, method="POST")
        try:
            with _OPENER.open(request, timeout=self.timeout_seconds) as answer:
                return _read(answer, answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return _read(refused, refused.code)
        except (OSError, urllib.error.URLError):
            return INTERNAL_ERROR, {}, ""

    def headers(self, event_uuid: str) -> dict[str, str]:
        """Return the headers of one attempt; X-Gitlab-Webhook-UUID is fresh in each."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"GitLab/{VERSION}",
            "Idempotency-Key": self.key,
            "X-Gitlab-Event": self.name,
            "X-Gitlab-Webhook-UUID": str(uuid.uuid4()),
            "X-Gitlab-Instance": self.instance,
            "X-Gitlab-Event-UUID": event_uuid,
        }
        if self.webhook.token:
            headers["X-Gitlab-Token"] = "".join(self.webhook.token.splitlines())
        return {**headers, **self._signature()}

    def _signature(self) -> dict[str, str]:
        if not self.webhook.signing_token:
            return {}
        stamp = str(int(time.time()))
        key = base64.b64decode(self.webhook.signing_token.removeprefix("whsec_"))
        digest = hmac.digest(key, f"{self.key}.{stamp}.".encode() + self.body, sha256)
        signature = f"v1,{base64.b64encode(digest).decode()}"
        return {"webhook-id": self.key, "webhook-timestamp": stamp, "webhook-signature": signature}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other: GitLab counts it and does not follow."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def _read(answer: Any, status: int) -> tuple[str, dict[str, str], str]:
    body = answer.read(KEPT_RESPONSE_BYTES).decode(errors="replace")
    return str(status), dict(answer.headers.items()), body
