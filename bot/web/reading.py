"""Reads the body of a hook within bounds: of size, of time, and of what strangers may make us hold."""

import asyncio
from contextlib import nullcontext

from aiohttp import web
from aiohttp.http_exceptions import PayloadEncodingError

BODY_BYTES = 26 * 2**20
"""GitLab sends 25 MB at most."""
READ_SECONDS = 5.0
"""GitLab gives us 10 s for everything."""
STRANGERS_BYTES = 64 * 2**20
"""A signature covers the body, so that the body has to be held before we know whose it is; so much of all of them."""


class RefusedError(Exception):
    """The body is not read; `status` is the answer and `outcome` what is counted."""

    def __init__(self, status: int, outcome: str) -> None:
        super().__init__(outcome)
        self.status = status
        self.outcome = outcome


class BodyReader:
    """Reads bodies, and knows how much of strangers is held at the moment."""

    def __init__(self, *, strangers_bytes: int = STRANGERS_BYTES, seconds: float = READ_SECONDS) -> None:
        self._strangers_bytes = strangers_bytes
        self._seconds = seconds
        self.held_bytes = 0

    async def read(self, request: web.Request, *, is_known: bool) -> bytes:
        """Return the body, decompressed; raise RefusedError when it is too large, too slow or broken."""
        if (request.content_length or 0) > BODY_BYTES:
            raise RefusedError(413, "large")
        body = bytearray()
        # What came with the head is only taken; a time limit would cost more than that.
        limit = nullcontext() if request.content.is_eof() else asyncio.timeout(self._seconds)
        try:
            async with limit:
                async for chunk in request.content.iter_any():
                    body += chunk
                    self._check(body, 0 if is_known else len(chunk))
        except TimeoutError:
            raise RefusedError(408, "slow") from None
        except (web.RequestPayloadError, PayloadEncodingError):
            raise RefusedError(400, "unreadable") from None
        finally:
            self.held_bytes -= 0 if is_known else len(body)
        return bytes(body)

    def _check(self, body: bytearray, strange_bytes: int) -> None:
        self.held_bytes += strange_bytes
        if len(body) > BODY_BYTES:
            raise RefusedError(413, "large")
        if self.held_bytes > self._strangers_bytes and strange_bytes:
            raise RefusedError(503, "strangers")
