"""The web process: routes, health, and a server that stops without cutting an answer short."""

import asyncio
import gc
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.scopes import Scope
from bot.task_queue.accepting import StoreDownError
from bot.web.hooks import STORE_SECONDS, Door, Inbox
from bot.web.reading import BodyReader

BACKLOG = 4096
"""A burst of 5,000 connections loses events at aiohttp's default of 128."""
STOP_SECONDS = 8.0
LINGER_SECONDS = 1.0
"""How long the rest of a refused body is thrown away, so that its sender can read the answer; aiohttp takes 10 s."""
COUNT_SECONDS = 5.0


def make_app(scopes: tuple[Scope, ...], inbox: Inbox, reader: BodyReader | None = None) -> web.Application:
    """Return the web application for some scopes and an inbox."""
    door = Door(scopes, inbox, reader or BodyReader())
    app = web.Application()
    app.router.add_post("/webhooks/gitlab", door.hear, expect_handler=door.expect)
    app.router.add_get("/healthz", _healthz, expect_handler=_expect_nothing)
    app.router.add_get("/readyz", _ready(inbox), expect_handler=_expect_nothing)
    app.cleanup_ctx.append(_counting(door, inbox))
    app.on_response_prepare.append(_hide_versions)
    return app


async def serve(app: web.Application, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then answer what is under way and stop."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS, lingering_time=LINGER_SECONDS)
    await runner.setup()
    try:
        # What start-up made stays for good; the collector need not look through it again and again.
        gc.collect()
        gc.freeze()
        await web.TCPSite(runner, host, port, backlog=BACKLOG).start()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await stop.wait()
    finally:
        await runner.cleanup()


async def _expect_nothing(_: web.Request) -> None:
    """Ignore the header: aiohttp's own answer to an unknown one fails over letters that are no text."""


async def _healthz(_: web.Request) -> web.Response:
    return web.Response(text="ok")


def _ready(inbox: Inbox):  # type: ignore[no-untyped-def]  # noqa: ANN202 - aiohttp's handler type is its own
    async def readyz(_: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                pending = await inbox.pending()
        except (StoreDownError, TimeoutError):
            return web.json_response({"ready": False, "redis": "does not answer"}, status=503)
        return web.json_response({"ready": True, "pending": pending})

    return readyz


def _counting(door: Door, inbox: Inbox):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the same
    @asynccontextmanager
    async def counting(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_count_now_and_then(door, inbox))
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await _count(door, inbox)
        await inbox.close()

    return counting


async def _count_now_and_then(door: Door, inbox: Inbox) -> None:
    while True:
        await asyncio.sleep(COUNT_SECONDS)
        await _count(door, inbox)


async def _count(door: Door, inbox: Inbox) -> None:
    heard, door.heard = door.heard, Counter()
    if not heard:
        return
    try:
        await inbox.count(heard)
    except StoreDownError:
        door.heard.update(heard)


async def _hide_versions(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "lighterman"
