"""A real Redis of a test's own: started on a socket, killed, frozen, asked."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

NAMES = ("redis-server", "valkey-server")
START_SECONDS = 20.0
STOP_SECONDS = 10.0
DURABLE = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "save": ""}


class RedisServer:
    """One server that keeps everything in a folder and listens on a socket in it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.socket = folder / "r.sock"
        self.url = f"unix://{self.socket}"
        self._words = [*_server(), "--port", "0", "--unixsocket", str(self.socket), "--dir", str(folder)]
        for name, text in (DURABLE | {key.replace("_", "-"): value for key, value in settings.items()}).items():
            self._words += [f"--{name}", *text.split(" ")]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(self._words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "redis-server did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """Ask it to stop."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            self._process.wait(STOP_SECONDS)
            self._process = None

    def kill(self) -> None:
        """End it as the kernel would when memory runs out."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def freeze(self) -> None:
        """Let it answer nobody."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it answer again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def connect(self) -> redis.Redis:
        """Return a connection of the test's own."""
        return redis.Redis.from_url(self.url)

    def _answers(self) -> bool:
        try:
            with self.connect() as connection:
                return bool(connection.ping())
        except redis.RedisError:
            return False


@contextmanager
def running_redis(folder: Path, **settings: str) -> Iterator[RedisServer]:
    """Yield a running server with a durable configuration, or with other settings (`maxmemory_policy="…"`)."""
    server = RedisServer(folder, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _server() -> list[str]:
    for name in NAMES:
        if path := shutil.which(name):
            return [path]
    pytest.skip("not installed: redis-server")
