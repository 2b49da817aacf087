"""A small threaded HTTP server on loopback that practice servers are made of."""

import json
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


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
    """What goes out; a dict or list is sent as JSON, an iterator of bytes as it comes."""

    status: int = 200
    content: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class DroppedError(Exception):
    """The connection is closed without an answer."""


class LoopbackServer:
    """Serves `answer(request)` on a free port of 127.0.0.1 until stopped; use it as a context manager."""

    def __init__(self, answer: Callable[[Request], Answer], port: int = 0) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else b""
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = parse_qs(parts.query, keep_blank_values=True)
                request = Request(self.command, parts.path, query, headers, body)
                try:
                    _send(self, answer(request))
                except DroppedError:
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve  # noqa: N815 - the names that http.server calls

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
        """End serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    content = answer.content
    headers = dict(answer.headers)
    if isinstance(content, dict | list):
        content = json.dumps(content).encode()
        headers.setdefault("Content-Type", "application/json")
    handler.send_response(answer.status)
    headers.setdefault("Content-Length", str(len(content)))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(content)
