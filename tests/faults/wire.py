"""A wire between our processes and Redis on which a test can hold one command, or its answer, of one process."""

import contextlib
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any, Literal, Self

import hiredis

When = Literal["before", "after"]
Words = list[bytes]
NOTHING = object()
CHUNK_BYTES = 65536
PEER_BYTES = struct.calcsize("3i")


class NeverHeldError(Exception):
    """The command that was waited for did not come."""


def calls(script: str) -> Callable[[Words], bool]:
    """Return what recognises the calls of a Lua script, which are sent by its SHA-1."""
    digest = sha1(script.encode()).hexdigest().encode()
    return lambda words: words[0] == b"EVALSHA" and words[1] == digest


def pops(lane: str) -> Callable[[Words], bool]:
    """Return what recognises the worker of a lane taking a task from its queue."""
    queue = f"rq:queue:lighterman-{lane}".encode()
    return lambda words: words[0] == b"BLMOVE" and words[1] == queue


@dataclass(eq=False)
class Barrier:
    """Holds the first command that matches before Redis sees it, or its answer after Redis has carried it out."""

    is_it: Callable[[Words], bool]
    when: When
    answers: Callable[[Any], bool] = bool
    pid: int = 0
    is_taken: bool = False
    is_dropped: bool = False
    _reached: threading.Event = field(default_factory=threading.Event)
    _released: threading.Event = field(default_factory=threading.Event)

    def wait_until_held(self, timeout_seconds: float = 30.0) -> int:
        """Wait for a process to stand at the barrier and return its pid; raise NeverHeldError if none comes."""
        if not self._reached.wait(timeout_seconds):
            raise NeverHeldError(f"no such command within {timeout_seconds} s")
        return self.pid

    def release(self) -> None:
        """Let the command or its answer go on."""
        self._released.set()

    def drop(self) -> None:
        """Close the connection; a command held before Redis is never carried out."""
        self.is_dropped = True
        self._released.set()

    def stand(self, pid: int) -> bool:
        """Stand here until released; tell whether to go on."""
        self.pid = pid
        self._reached.set()
        self._released.wait()
        return not self.is_dropped


class Wire:
    """Listens on a socket of its own and passes everything on to Redis; use it as a context manager."""

    def __init__(self, path: Path, redis: Path) -> None:
        self.path = path
        self._redis = redis
        self._lock = threading.Lock()
        self._barriers: list[Barrier] = []
        self._watches: list[tuple[Callable[[Words], bool], Callable[[int, Any], None]]] = []
        self._listener = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> Self:
        self._listener.bind(str(self.path))
        self._listener.listen(128)
        threading.Thread(target=self._listen, name="wire", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.let_all_go()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def hold(
        self, is_it: Callable[[Words], bool], when: When = "before", *, answers: Callable[[Any], bool] = bool
    ) -> Barrier:
        """Set up a barrier for the next such command; one held after is told by its answer too, which is not empty."""
        barrier = Barrier(is_it, when, answers)
        with self._lock:
            self._barriers.append(barrier)
        return barrier

    def watch(self, is_it: Callable[[Words], bool], tell: Callable[[int, Any], None]) -> None:
        """Tell the pid and the answer of every such command."""
        self._watches.append((is_it, tell))

    def let_all_go(self) -> None:
        """Drop whatever is held."""
        with self._lock:
            barriers, self._barriers = self._barriers, []
        for barrier in barriers:
            barrier.is_taken = True
            barrier.drop()

    def may_pass(self, pid: int, words: Words, when: When, answer: Any = None) -> bool:
        """Stand at the barrier for this command, if there is one; tell whether it may go on."""
        if when == "after":
            for is_it, tell in self._watches:
                if is_it(words):
                    tell(pid, answer)
        with self._lock:
            barrier = next((one for one in self._barriers if _stops(one, words, when, answer)), None)
            if barrier is None:
                return True
            barrier.is_taken = True
        return barrier.stand(pid)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self._redis))
            except OSError:
                client.close()
                server.close()
                continue
            _Line(self, client, server).start()


class _Line:
    """One connection of one process."""

    def __init__(self, wire: Wire, client: socket.socket, server: socket.socket) -> None:
        self._wire, self._client, self._server = wire, client, server
        peer = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER_BYTES)
        self._pid = int(struct.unpack("3i", peer)[0])
        self._under_way: deque[Words] = deque()

    def start(self) -> None:
        for pump in (self._ask, self._answer):
            threading.Thread(target=self._run, args=(pump,), daemon=True).start()

    def _run(self, pump: Callable[[], None]) -> None:
        try:
            pump()
        except OSError:
            pass
        finally:
            # Shut down, not only closed: the other thread reads from the same sockets.
            for end in (self._client, self._server):
                _shut(end)

    def _ask(self) -> None:
        reader = hiredis.Reader(notEnoughData=NOTHING)
        while chunk := self._client.recv(CHUNK_BYTES):
            reader.feed(chunk)
            while (words := reader.gets()) is not NOTHING:
                if not self._wire.may_pass(self._pid, words, "before"):
                    return
                self._under_way.append(words)
                self._server.sendall(hiredis.pack_command(tuple(words)))

    def _answer(self) -> None:
        reader = hiredis.Reader(notEnoughData=NOTHING)
        while chunk := self._server.recv(CHUNK_BYTES):
            reader.feed(chunk)
            while (answer := reader.gets()) is not NOTHING:
                if isinstance(answer, hiredis.PushNotification) or not self._under_way:
                    continue
                if not self._wire.may_pass(self._pid, self._under_way.popleft(), "after", answer):
                    return
            self._client.sendall(chunk)


def _stops(barrier: Barrier, words: Words, when: When, answer: Any) -> bool:
    if barrier.is_taken or barrier.when != when or not barrier.is_it(words):
        return False
    return when == "before" or (not isinstance(answer, Exception) and barrier.answers(answer))


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
