"""Stands between a client and Redis and loses answers: a command was carried out, and nobody hears of it."""

import selectors
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LossyRedis(socketserver.ThreadingUnixStreamServer):
    """Forwards everything in both directions."""

    daemon_threads = True

    def __init__(self, path: Path, redis_socket: Path) -> None:
        super().__init__(str(path), _Line)
        self.url = f"unix://{path}"
        self.redis_socket = redis_socket
        self.lost: list[bytes] = []
        self._loses: bytes | None = None

    def lose_answer_to(self, word: bytes) -> None:
        """Carry out the next command that holds a word, and hang up instead of answering."""
        self._loses = word

    def is_lost(self, request: bytes) -> bool:
        """Tell whether the answer to a request is to be lost."""
        if self._loses is None or self._loses not in request:
            return False
        self._loses = None
        self.lost.append(request)
        return True


class _Line(socketserver.BaseRequestHandler):
    server: LossyRedis

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as redis, selectors.DefaultSelector() as both:
            redis.connect(str(self.server.redis_socket))
            both.register(self.request, selectors.EVENT_READ, redis)
            both.register(redis, selectors.EVENT_READ, self.request)
            is_open = True
            while is_open:
                is_open = all(self._pass_on(key.fileobj, key.data, redis) for key, _ in both.select())

    def _pass_on(self, come_from: socket.socket, goes_to: socket.socket, redis: socket.socket) -> bool:
        data = come_from.recv(2**20)
        if not data:
            return False
        if goes_to is redis and self.server.is_lost(data):
            redis.sendall(data)
            redis.recv(2**20)
            return False
        goes_to.sendall(data)
        return True


@contextmanager
def lossy_redis(path: Path, redis_socket: Path) -> Iterator[LossyRedis]:
    """Run one in front of a Redis."""
    with LossyRedis(path, redis_socket) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
