"""Talks to a door byte by byte, as no client library would."""

import asyncio
from collections.abc import Sequence

from tests.bot.web.conftest import TOKEN, URL


async def connect(client):
    """Open a connection to the door of a test client."""
    return await asyncio.open_connection(client.server.host, client.server.port)


def head(*lines: str, token: str = TOKEN) -> bytes:
    """Return the head of a hook with these header lines."""
    first = [f"POST {URL} HTTP/1.1", "Host: door", f"X-Gitlab-Token: {token}", *lines]
    return "\r\n".join([*first, "", ""]).encode("utf-8", "surrogateescape")


async def status(reader) -> int:
    """Return the status of the next answer, 0 when the door hung up."""
    line = await asyncio.wait_for(reader.readline(), 15)
    return int(line.split()[1]) if line else 0


async def exchange(client, parts: Sequence[bytes], *, pause: float = 0.0) -> int:
    """Send parts one after the other and return the status of the answer."""
    reader, writer = await connect(client)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        return await status(reader)
    except ConnectionError:
        return 0
    finally:
        writer.close()
