"""Hears one hook: authenticate, bound, understand, react, store, answer."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Protocol

from aiohttp import web
from aiohttp.http_exceptions import ContentEncodingError

from bot.events import Event, semantic_key
from bot.events.payloads import NotJSONError, NotUnderstoodError, pack, understand
from bot.reactions import react
from bot.scopes import Scope
from bot.task_queue.accepting import Arrival, StoreDownError
from bot.web.authentication import is_signed, scopes_by_signature, scopes_by_token

READ_SECONDS = 10.0
STORE_SECONDS = 2.0
RETRY_AFTER_SECONDS = 5

log = logging.getLogger(__name__)


class Inbox(Protocol):
    """What the door needs of the inbox."""

    async def accept(self, arrival: Arrival) -> bool:
        """Store an arrival; return whether it is new."""

    async def pending(self) -> dict[str, int]:
        """Return how many events wait per lane."""

    async def count(self, counts: Counter[str]) -> None:
        """Add to the counters that the status shows."""

    async def close(self) -> None:
        """Release the connection."""


class Door:
    """Answers hooks of the projects in its scopes."""

    def __init__(self, scopes: tuple[Scope, ...], inbox: Inbox) -> None:
        self._scopes = scopes
        self._inbox = inbox
        self.heard: Counter[str] = Counter()

    async def hear(self, request: web.Request) -> web.Response:
        """Answer one hook: 200 with an empty body for all that is authentic, stored or ignored."""
        try:
            status, outcome = await self._outcome(request)
        except StoreDownError as error:
            log.error("the store is down, GitLab is told to come again: %s", error)  # noqa: TRY400 - known, no trace needed
            self.heard["hook refused store-down"] += 1
            return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        self.heard[f"hook {outcome}"] += 1
        return web.Response(status=status)

    async def _outcome(self, request: web.Request) -> tuple[int, str]:
        signed = is_signed(request.headers)
        scopes = () if signed else scopes_by_token(self._scopes, request.headers)
        if not signed and not scopes:
            return 401, "refused token"
        try:
            async with asyncio.timeout(READ_SECONDS):
                body = await request.read()
        except TimeoutError:
            return 408, "refused slow"
        except web.HTTPRequestEntityTooLarge:
            return 413, "refused large"
        except (web.RequestPayloadError, ContentEncodingError):
            return 400, "refused unreadable"
        if signed and not (scopes := scopes_by_signature(self._scopes, request.headers, body)):
            return 401, "refused signature"
        return await self._take(request.headers, body, scopes)

    async def _take(self, headers: Mapping[str, str], body: bytes, scopes: tuple[Scope, ...]) -> tuple[int, str]:
        try:
            event = understand(body, headers.get("X-Gitlab-Event-UUID", ""))
        except NotJSONError:
            return 400, "refused not-json"
        except NotUnderstoodError as error:
            # A custom template replaces the payload; a 4xx would make GitLab switch the hook off.
            log.warning("a hook was not understood: %s", error)
            return 200, "ignored not-understood"
        if event is None:
            return 200, "ignored kind"
        if not any(scope.covers(event.project.path) for scope in scopes):
            log.warning("refused a hook of project %d: its secret is not for that project", event.project.id)
            return 403, "refused foreign-project"
        return await self._store(headers, body, event)

    async def _store(self, headers: Mapping[str, str], body: bytes, event: Event) -> tuple[int, str]:
        reaction = react(event)
        if reaction is None:
            return 200, f"ignored {type(event).__name__}"
        key = semantic_key(event)
        arrival = Arrival(_delivery_key(headers, body), key, pack(event), reaction)
        try:
            async with asyncio.timeout(STORE_SECONDS):
                is_new = await self._inbox.accept(arrival)
        except TimeoutError:
            raise StoreDownError(f"no answer within {STORE_SECONDS:.0f} s") from None
        return 200, f"{'accepted' if is_new else 'duplicate'} {type(event).__name__}"


def _delivery_key(headers: Mapping[str, str], body: bytes) -> str:
    """Return what all deliveries of one event share; older GitLabs send no key, so the body stands in."""
    return headers.get("Idempotency-Key") or headers.get("webhook-id") or sha256(body).hexdigest()
