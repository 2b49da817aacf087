"""The real parts around a story: Redis, the door and the worker as processes, GitLab and registry for practice."""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests import forking
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import PracticeRegistry
from tests.loopback import answers, free_port
from tests.redis_server import running_redis

SECRET = "story-secret-token"
SIGNING_TOKEN = "whsec_c3Rvcnktc2lnbmluZy1rZXktb2YtMzItYnl0ZXMhIQ=="
SERVER_FILE = f"""\
scopes:
  - path: acme
    secret-tokens: [{SECRET}]
    signing-tokens: [{SIGNING_TOKEN}]
  - path: dana
    secret-tokens: [{SECRET}]
    signing-tokens: [{SIGNING_TOKEN}]
"""
START_SECONDS = 20.0
STOP_SECONDS = 10.0


@dataclass
class Stack:
    """What a story may touch; `roles` are the Lighterman processes that run now."""

    folder: Path
    lab: PracticeGitLab
    registry: PracticeRegistry
    redis_socket: Path
    port: int = field(default_factory=free_port)
    roles: dict[str, BaseProcess] = field(default_factory=dict)

    @property
    def door(self) -> str:
        """Return the address that hooks are sent to."""
        return f"http://127.0.0.1:{self.port}/webhooks/gitlab"

    def __post_init__(self) -> None:
        self.token_file.write_text(f"{self.lab.token}\n")

    @property
    def token_file(self) -> Path:
        """Return the file that holds the bot's token."""
        return self.folder / "token"

    def start(self, role: str, name: str = "") -> BaseProcess:
        """Start one process of the Procfile in a session of its own; a name tells several of a role apart."""
        name = name or role
        self.roles[name] = forking.start(
            *self._call(role), environ=self._environment(), log=self.folder / f"{name}.log"
        )
        return self.roles[name]

    def kill(self, role: str) -> None:
        """End a process and all its children at once, as a power cut would."""
        process = self.roles.pop(role)
        for pid in [process.pid, *_descendants(process.pid)]:  # RQ's work horse leaves its parent's process group
            os.kill(pid, signal.SIGKILL)
        process.join()

    def stop(self) -> None:
        """Ask all processes to stop, then end what has not."""
        for process in self.roles.values():
            process.terminate()
        for process in self.roles.values():
            process.join(STOP_SECONDS)
            if process.is_alive():
                os.killpg(process.pid, signal.SIGKILL)
                process.join()

    def log(self, role: str) -> str:
        """Return all that a process logged."""
        return (self.folder / f"{role}.log").read_text(errors="replace")

    def pending(self) -> int:
        """Return how many events wait or are worked on."""
        return sum(self._redis_integer("ZCARD", f"lighterman:pending:{lane}") for lane in ("events", "commands"))

    def settle(self) -> None:
        """Wait until nothing is pending any more."""
        wait_until(lambda: self.pending() == 0, "events were still pending", log=lambda: self.log("worker"))

    def keys(self, pattern: str) -> list[str]:
        """Return the names of the keys that Redis holds."""
        answer = self._redis("KEYS", pattern)
        return [line for line in answer.splitlines() if line]

    def _redis_integer(self, *words: str) -> int:
        return int(self._redis(*words))

    def _redis(self, *words: str) -> str:
        done = subprocess.run(
            ["redis-cli", "-s", str(self.redis_socket), *words], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def _call(self, role: str) -> tuple[Any, ...]:
        return forking.run_lighterman, role

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GITLAB_URL": self.lab.url,
            "GITLAB_TOKEN_FILE": str(self.token_file),
            "REDIS_URL": f"unix://{self.redis_socket}",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LIGHTERMAN_CONFIG": str(self.folder / "server.yml"),
            "LIGHTERMAN_DATA_DIR": str(self.folder),
            # Layers for practice hold noise, so there are no files to name.
            "LIGHTERMAN_FILES_MIB": "0",
            "LIGHTERMAN_LEASE_SECONDS": "2",
            "LIGHTERMAN_SWEEP_SECONDS": "1",
        }


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """Yield a stack whose door is ready and whose worker waits."""
    (folder / "server.yml").write_text(SERVER_FILE)
    with running_redis(folder) as redis, PracticeGitLab() as lab, PracticeRegistry() as registry:
        stack = Stack(folder, lab, registry, redis.socket)
        try:
            stack.start("web")
            stack.start("worker")
            ready = stack.door.replace("/webhooks/gitlab", "/readyz")
            wait_until(lambda: answers(ready), "the door was not ready", log=lambda: stack.log("web"))
            yield stack
        finally:
            stack.stop()


def missing_tools() -> list[str]:
    """Return the tools that the stories need and that are not installed."""
    return [name for name in ("redis-server", "redis-cli") if shutil.which(name) is None]


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Send one hook by hand; return status and body of the answer."""
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def wait_until(
    is_so: Callable[[], object], otherwise: str, *, seconds: float = START_SECONDS, log: Callable[[], str] = str
) -> None:
    """Wait until something is so; fail with the end of the log when it is not in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s {otherwise}\n{log()[-3000:]}")
        time.sleep(0.03)


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [found for child in map(int, children) for found in (child, *_descendants(child))]
