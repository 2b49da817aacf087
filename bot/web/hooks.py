"""Hears one hook: authenticate, bound, understand, react, store, answer."""

import logging
import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Protocol

from aiohttp import HttpVersion11, web

from bot.events import Event, semantic_key
from bot.events.payloads import NotJSONError, NotUnderstoodError, pack, understand
from bot.reactions import react
from bot.scopes import Scope
from bot.task_queue.accepting import Arrival, StoreDownError
from bot.web.authentication import can_be_verified, is_signed, scopes_by_signature, scopes_by_token
from bot.web.reading import BodyReader, RefusedError

STORE_SECONDS = 2.0
RETRY_AFTER_SECONDS = 5
_UUID = re.compile(r"[0-9A-Za-z-]{1,64}")

log = logging.getLogger(__name__)


class Inbox(Protocol):
    """What the door needs of the inbox."""

    async def accept(self, arrival: Arrival) -> bool:
        """Store an arrival; return whether it is new. Raise StoreDownError when it cannot be stored, or not in time."""

    async def pending(self) -> dict[str, int]:
        """Return how many events wait per lane."""

    async def count(self, counts: Counter[str]) -> None:
        """Add to the counters that the status shows."""

    async def close(self) -> None:
        """Release the connection."""


class Door:
    """Answers hooks of the projects in its scopes."""

    def __init__(self, scopes: tuple[Scope, ...], inbox: Inbox, reader: BodyReader) -> None:
        self._scopes = scopes
        self._inbox = inbox
        self._reader = reader
        self.heard: Counter[str] = Counter()

    async def expect(self, request: web.Request) -> None:
        """Ask for the body that a sender holds back, unless we know already that it is a stranger's."""
        is_welcome = is_signed(request.headers) or scopes_by_token(self._scopes, request.headers)
        is_asked = request.version >= HttpVersion11 and request.headers["Expect"].lower() == "100-continue"
        if is_welcome and is_asked:
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.writer.output_size = 0  # the answer has not begun

    async def hear(self, request: web.Request) -> web.Response:
        """Answer one hook: 200 with an empty body for all that is authentic, stored or ignored."""
        try:
            status, outcome = await self._outcome(request)
        except StoreDownError as error:
            log.error("a hook is not stored, GitLab is told to come again: %s", error)  # noqa: TRY400 - known, no trace needed
            status, outcome = 503, f"refused {error.reason}"
        except RefusedError as error:
            status, outcome = error.status, f"refused {error.outcome}"
        self.heard[f"hook {outcome}"] += 1
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else None  # noqa: PLR2004 - unavailable
        return web.Response(status=status, headers=headers)

    async def _outcome(self, request: web.Request) -> tuple[int, str]:
        if is_signed(request.headers):
            return await self._hear_signed(request)
        # The token is looked at before the body is: a stranger cannot make us read it.
        if not (scopes := scopes_by_token(self._scopes, request.headers)):
            return 401, "refused token"
        return await self._take(request.headers, await self._reader.read(request, is_known=True), scopes)

    async def _hear_signed(self, request: web.Request) -> tuple[int, str]:
        if not can_be_verified(self._scopes):
            return 401, "refused signature"
        body = await self._reader.read(request, is_known=False)
        if not (scopes := scopes_by_signature(self._scopes, request.headers, body)):
            return 401, "refused signature"
        return await self._take(request.headers, body, scopes)

    async def _take(self, headers: Mapping[str, str], body: bytes, scopes: tuple[Scope, ...]) -> tuple[int, str]:
        try:
            event = understand(body, _event_uuid(headers))
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
        key = f"{event.project.id}:{_delivery_key(headers, body)}"
        arrival = Arrival(key, semantic_key(event), pack(event), reaction)
        is_new = await self._inbox.accept(arrival)
        return 200, f"{'accepted' if is_new else 'duplicate'} {type(event).__name__}"


def _delivery_key(headers: Mapping[str, str], body: bytes) -> str:
    """Return what all deliveries of one event share; older GitLabs send no key, so the body stands in."""
    return headers.get("Idempotency-Key") or headers.get("webhook-id") or sha256(body).hexdigest()


def _event_uuid(headers: Mapping[str, str]) -> str:
    """Return the id of the chain of events, which we send back to GitLab; what is no id is nobody's."""
    found = _UUID.fullmatch(headers.get("X-Gitlab-Event-UUID", ""))
    return found[0] if found else ""
