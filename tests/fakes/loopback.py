"""A small threaded HTTP server on loopback that practice servers are made of."""

import json
import os
import socket
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

WITHOUT_BODY = frozenset({204, 304})


@dataclass(frozen=True)
class Request:
    """What came in: `path` is decoded by nobody yet, `query` keeps every value."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What goes out; a dict or list is sent as JSON, an iterator of bytes as it comes.

    An iterator without a Content-Length is sent in chunks. `share` of the body is sent before the connection is
    closed, `drip_seconds` pass after every byte, and of an answer that `is_reset` nothing is sent at all.
    """

    status: int = 200
    content: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    share: float = 1.0
    drip_seconds: float = 0.0
    is_reset: bool = False


class DroppedError(Exception):
    """The connection is closed without an answer."""


class LoopbackServer:
    """Serves `answer(request)` on a free port of 127.0.0.1 until stopped; use it as a context manager."""

    def __init__(self, answer: Callable[[Request], Answer], port: int = 0) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                try:
                    _send(self, answer(_read(self)))
                except DroppedError:
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815 - the names that http.server calls

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                """Keep quiet about clients that are killed on purpose, but not about our own faults."""
                error = sys.exc_info()[1]
                if not isinstance(error, OSError):
                    traceback.print_exc()

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """End serving and free the port; a connection wakes the server, so that nobody waits for its next look."""
        ending = threading.Thread(target=self._server.shutdown)
        ending.start()
        with socket.create_connection(self._server.server_address[:2]):
            ending.join()
        self._server.server_close()
        self._thread.join()


def _read(handler: BaseHTTPRequestHandler) -> Request:
    parts = urlsplit(handler.path)
    length = int(handler.headers.get("Content-Length") or 0)
    return Request(
        handler.command,
        parts.path,
        parse_qs(parts.query, keep_blank_values=True),
        # A header that comes twice is one list, which skopeo's Accept needs.
        {name.lower(): ", ".join(handler.headers.get_all(name, [])) for name in handler.headers},
        handler.rfile.read(length) if length else b"",
    )


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    if answer.is_reset:
        _reset(handler)
        return
    headers = dict(answer.headers)
    blocks, size = _blocks(answer.content, headers)
    if answer.status not in WITHOUT_BODY:
        headers |= {"Transfer-Encoding": "chunked"} if size is None else {"Content-Length": str(size)}
    handler.send_response(answer.status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD" and answer.status not in WITHOUT_BODY:
        _send_body(handler, answer, blocks, size)


def _blocks(content: Any, headers: dict[str, str]) -> tuple[Iterable[bytes], int | None]:
    """Return the body in blocks, and its size where that is known."""
    if isinstance(content, dict | list):
        content = json.dumps(content).encode()
        headers.setdefault("Content-Type", "application/json")
    if isinstance(content, bytes):
        return [content], len(content)
    given = headers.pop("Content-Length", None)
    return content, None if given is None else int(given)


def _send_body(handler: BaseHTTPRequestHandler, answer: Answer, blocks: Iterable[bytes], size: int | None) -> None:
    left = None if size is None or answer.share == 1.0 else int(size * answer.share)
    for block in _dripped(blocks, answer.drip_seconds):
        piece = block if left is None else block[:left]
        handler.wfile.write(piece if size is not None else b"%x\r\n%s\r\n" % (len(piece), piece))
        if left is not None:
            left -= len(piece)
            if left == 0:
                break
    if answer.share < 1.0:
        handler.close_connection = True
    elif size is None:
        handler.wfile.write(b"0\r\n\r\n")


def _dripped(blocks: Iterable[bytes], seconds: float) -> Iterator[bytes]:
    for block in blocks:
        if not seconds:
            yield block
            continue
        for place in range(len(block)):
            yield block[place : place + 1]
            time.sleep(seconds)


def _reset(handler: BaseHTTPRequestHandler) -> None:
    """Close at once: without lingering the kernel sends a reset instead of an orderly end."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(handler.connection.detach())
