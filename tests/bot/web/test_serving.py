"""The server around the door: it has room for a burst, stops without cutting an answer short, and lingers briefly."""

import asyncio
import os
import signal
import socket
import struct
from pathlib import Path

import aiohttp
import pytest

from bot.web.app import BACKLOG, LINGER_SECONDS, make_app, serve
from bot.web.reading import BODY_BYTES
from tests.bot import hook_bodies as hooks
from tests.bot.web.conftest import SCOPES, URL, WITH_TOKEN
from tests.bot.web.raw import head, status
from tests.loopback import free_port

SOMAXCONN = int(Path("/proc/sys/net/core/somaxconn").read_text())
"""The kernel cuts every backlog to this."""


@pytest.fixture
async def served(inbox):
    """Serve on a real port; SIGTERM ends it."""
    port = free_port()
    task = asyncio.create_task(serve(make_app(SCOPES, inbox), "127.0.0.1", port))
    await _until(port, is_listening=True)
    yield port, task
    if not task.done():
        os.kill(os.getpid(), signal.SIGTERM)
    await task


async def test_it_listens_with_a_backlog_of_4096(served):
    port, _ = served
    assert BACKLOG == 4096
    assert _backlog(port) == min(BACKLOG, SOMAXCONN)


async def test_on_sigterm_what_is_under_way_is_answered_and_nothing_new_is_taken(served, inbox):
    port, task = served
    inbox.gate = asyncio.Event()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        under_way = asyncio.create_task(_send(session))
        await asyncio.wait_for(inbox.is_waited_for.wait(), 5)
        os.kill(os.getpid(), signal.SIGTERM)
        await _until(port, is_listening=False)
        assert not task.done()
        inbox.gate.set()
        assert await under_way == 200
    await task
    assert (len(inbox.arrivals), inbox.is_closed) == (1, True)
    assert inbox.counts == {"hook accepted PipelineEvent": 1}


async def test_an_idle_connection_does_not_delay_the_end(served):
    port, task = served
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        assert await _send(session) == 200
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(3):
            await task
    writer.close()


async def test_of_a_refused_body_little_is_read(served):
    port, _ = served
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(f"Content-Length: {BODY_BYTES}", token="wrong"))
    assert await status(reader) == 401
    began = asyncio.get_running_loop().time()
    with pytest.raises(ConnectionError):
        await _drip(writer, seconds=9)
    assert asyncio.get_running_loop().time() - began < LINGER_SECONDS + 3
    writer.close()


async def test_a_refused_body_that_was_sent_already_does_not_cost_its_sender_the_answer(served):
    port, _ = served
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for _ in range(3):
            assert await _send(session, {"X-Gitlab-Token": "wrong"}, b" " * 500_000) == 401


async def _send(session, headers=None, body=b""):
    async with session.post(URL, data=body or hooks.pipeline(), headers=headers or WITH_TOKEN) as answer:
        return answer.status


async def _drip(writer, *, seconds):
    """Send a little, again and again."""
    for _ in range(seconds * 50):
        writer.write(b" " * 1000)
        await writer.drain()
        await asyncio.sleep(0.02)


async def _until(port, *, is_listening):
    for _ in range(500):
        if await _listens(port) == is_listening:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"after 5 s nobody {'listens' if is_listening else 'has stopped listening'}")


async def _listens(port):
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return False
    writer.close()
    return True


def _backlog(port):
    """Return what Linux tells of a listening socket of this process, as `ss -lt` would: TCP_INFO's tcpi_sacked."""
    for path in Path("/proc/self/fd").iterdir():
        try:
            one = socket.socket(fileno=os.dup(int(path.name)))
        except OSError:
            continue
        with one:
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) and one.getsockname()[1] == port:
                return struct.unpack_from("I", one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104), 28)[0]
    return None
