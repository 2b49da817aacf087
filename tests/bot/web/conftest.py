"""The door on a real port, with an inbox that remembers in memory where Redis is not the point."""

import asyncio
import base64
import dataclasses
import hmac
import io
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest

from bot.scopes import Scope
from bot.secret import Secret
from bot.task_queue.accepting import Arrival, StoreDownError
from bot.web.app import make_app
from bot.web.reading import BodyReader
from tests.bot import hook_bodies as hooks

URL = "/webhooks/gitlab"
TOKEN, OLD_TOKEN, OTHER_TOKEN = "acme-token", "acme-old-token", "rivals-token"
SIGNING, OLD_SIGNING, OTHER_SIGNING = (
    f"whsec_{base64.b64encode(bytes([number]) * 32).decode()}" for number in (1, 2, 3)
)
SCOPES = (
    Scope("acme", (Secret(TOKEN), Secret(OLD_TOKEN)), (Secret(SIGNING), Secret(OLD_SIGNING))),
    Scope("rivals/app", (Secret(OTHER_TOKEN),), (Secret(OTHER_SIGNING),)),
)
WITH_TOKEN = {"X-Gitlab-Token": TOKEN}


@dataclass
class MemoryInbox:
    """Keeps arrivals in a list; can be down, and can take its time."""

    arrivals: list[Arrival] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    is_down: bool = False
    gate: asyncio.Event | None = None
    is_waited_for: asyncio.Event = field(default_factory=asyncio.Event)
    is_closed: bool = False

    async def accept(self, arrival: Arrival) -> bool:
        """Store an arrival; return whether its keys are new."""
        self.is_waited_for.set()
        if self.gate:
            await self.gate.wait()
        if self.is_down:
            raise StoreDownError("practice")
        known = {key for one in self.arrivals for key in (one.delivery_key, one.semantic_key)}
        if {arrival.delivery_key, arrival.semantic_key} & known - {None}:
            return False
        self.arrivals.append(arrival)
        return True

    async def pending(self) -> dict[str, int]:
        """Return how many arrivals there are."""
        if self.gate:
            await self.gate.wait()
        if self.is_down:
            raise StoreDownError("practice")
        return {"events": len(self.arrivals)}

    async def count(self, counts: Counter[str]) -> None:
        """Add up."""
        self.counts.update(counts)

    async def close(self) -> None:
        """Remember it."""
        self.is_closed = True


@dataclass
class Doorway:
    """A running door, and what it has handed on."""

    client: Any
    inbox: MemoryInbox

    async def send(self, body: bytes = b"", headers: dict[str, str] | None = None) -> int:
        """Send a hook; return the status of an answer that is empty."""
        async with self.client.post(
            URL, data=io.BytesIO(body or hooks.pipeline()), headers=headers or WITH_TOKEN
        ) as answer:
            assert await answer.read() == b""
            return int(answer.status)

    async def counts(self) -> Counter[str]:
        """Close the door and return what it has counted."""
        await self.client.close()
        return self.inbox.counts


@pytest.fixture
def inbox():
    return MemoryInbox()


@pytest.fixture
def open_door(aiohttp_client, inbox):
    async def opened(scopes: tuple[Scope, ...] = SCOPES, **bounds: Any) -> Doorway:
        return Doorway(await aiohttp_client(make_app(scopes, inbox, BodyReader(**bounds))), inbox)

    return opened


@pytest.fixture
async def door(open_door):
    """Open the door to two scopes."""
    return await open_door()


@pytest.fixture
def scopes_without_signing():
    """Return scopes that have plain secrets only."""
    return tuple(dataclasses.replace(scope, signing_tokens=()) for scope in SCOPES)


def sign(body: bytes, token: str = SIGNING, *, name: str = "msg-1", age: float = 0.0) -> dict[str, str]:
    """Return the headers of a signature as Standard Webhooks describes it."""
    stamp = str(int(time.time() - age))
    key = base64.b64decode(token.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{name}.{stamp}.".encode() + body, sha256)
    entry = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": entry}
