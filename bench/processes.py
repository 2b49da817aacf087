"""Processes of a bench: started on loopback, their processor time read, and ended whatever happens."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import redis

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 20.0
STOP_SECONDS = 10.0
TICKS = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """A bench cannot be run, or what it measured did not do its work; the text says why."""


class Process:
    """A process with all its children."""

    def __init__(self, words: Sequence[str], log: Path, environ: Mapping[str, str] | None = None) -> None:
        self._log = log
        with log.open("ab") as output:
            # The kernel ends it when the bench dies before it could.
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *words],
                cwd=ROOT,
                env={**os.environ, **(environ or {})},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def cpu_seconds(self) -> float:
        """Return the processor time of the whole tree, user and system, ended children included."""
        return sum(_cpu_ticks(pid) for pid in self._tree()) / TICKS

    def has_children(self) -> bool:
        """Tell whether children are alive."""
        return len(self._tree()) > 1

    def wait_for(self, is_so: Callable[[], object], what: str, *, seconds: float = START_SECONDS) -> None:
        """Wait until something is so; raise BenchError with the end of the log when it is not in time."""
        deadline = time.monotonic() + seconds
        while not is_so():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise BenchError(f"{what} within {seconds:g} s\n{self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.01)

    def stop(self) -> None:
        """Ask it to stop; end it with all its children when it does not."""
        tree = self._tree()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pid in tree[1:]:  # RQ's work horse leaves its parent's process group
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGKILL)
        if self._process.stdin:
            self._process.stdin.close()

    def _tree(self) -> list[int]:
        return [self._process.pid, *_descendants(self._process.pid)]


@contextmanager
def running(
    words: Sequence[str], log: Path, *, port: int, environ: Mapping[str, str] | None = None
) -> Iterator[Process]:
    """Yield a process that listens on a port."""
    process = Process(words, log, environ)
    try:
        process.wait_for(lambda: _listens(port), f"{' '.join(words[:4])} … did not listen")
        yield process
    finally:
        process.stop()


@contextmanager
def own_redis(folder: Path) -> Iterator[tuple[str, "redis.Redis"]]:
    """Yield the address of a Redis that keeps what it is given on disk, and a connection to it."""
    if shutil.which("redis-server") is None:
        raise BenchError("redis-server is missing; on Debian: apt-get install redis-server")
    port = free_port()
    words = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]
    words += ["--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0"]
    words += ["--maxmemory-policy", "noeviction", "--tcp-backlog", "4096"]
    with running(words, folder / "redis.log", port=port):
        url = f"redis://127.0.0.1:{port}/0"
        with redis.Redis.from_url(url) as connection:
            yield url, connection


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def ask(words: Sequence[str], text: str, *, seconds: float, environ: Mapping[str, str] | None = None) -> str:
    """Run a process to its end and return what it printed; raise BenchError when it fails."""
    try:
        done = subprocess.run(
            words,
            input=text,
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=seconds,
            env={**os.environ, **(environ or {})},
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise BenchError(f"{' '.join(words)} ended with {error.returncode}:\n{error.stderr[-2000:]}") from error
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"{' '.join(words)} did not end within {seconds:g} s") from error
    return done.stdout


def python(module: str) -> list[str]:
    """Return the words that run a module of ours."""
    return [sys.executable, "-m", module]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _cpu_ticks(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    fields = text.rpartition(") ")[2].split()
    return sum(int(field) for field in fields[11:15])


def _descendants(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [found for child in map(int, children) for found in (child, *_descendants(child))]
