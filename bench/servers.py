"""The servers that hear the same hooks: Lighterman's door, and what people would use instead."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.payload import TOKEN
from bench.processes import Process, free_port, running

BACKLOG = "4096"
"""What Lighterman's door asks of the kernel; the rivals get the same."""
RIVALS = Path(__file__).parent / "rivals"
OURS, BARE, NO_OP, GIDGET_RQ, FLASK_RQ = (
    "Lighterman",
    "bare aiohttp handler",
    "gidgetlab bot, no-op handler",
    "gidgetlab bot, RQ enqueue",
    "Flask and gunicorn, RQ enqueue",
)
SERVERS = (OURS, BARE, NO_OP, GIDGET_RQ, FLASK_RQ)
STORED = {OURS: "lighterman:pending:events", GIDGET_RQ: "rq:queue:events", FLASK_RQ: "rq:queue:events"}
"""Where each keeps the events that it acknowledged; the others keep nothing."""


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    name: str
    port: int
    process: Process

    @property
    def path(self) -> str:
        """Return where hooks are sent to."""
        return "/webhooks/gitlab" if self.name == OURS else "/"


@dataclass(frozen=True)
class Command:
    """How a server is started."""

    words: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def all_running(names: Sequence[str], redis_url: str, python: str, folder: Path) -> Iterator[list[Server]]:
    """Yield the servers; `python` is the interpreter that has the rivals' packages."""
    with ExitStack() as stack:
        servers = []
        for name in names:
            port = free_port()
            command = _command(name, str(port), redis_url, python)
            log = folder / f"{name.replace(' ', '-')}.log"
            process = stack.enter_context(running(command.words, log, port=port, environ=command.environ))
            servers.append(Server(name, port, process))
        yield servers


def _command(name: str, port: str, redis_url: str, python: str) -> Command:
    gidget = [python, str(RIVALS / "gidget.py"), port, BACKLOG, TOKEN]
    flask = [python, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}", "--backlog", BACKLOG]
    flask += ["--log-level", "warning", "--chdir", str(RIVALS), "flask_app:app"]
    return {
        OURS: Command([sys.executable, "-m", "workers.cli", "web"], our_environ(port, redis_url)),
        BARE: Command([python, str(RIVALS / "bare.py"), port, BACKLOG]),
        NO_OP: Command(gidget),
        GIDGET_RQ: Command([*gidget, redis_url]),
        FLASK_RQ: Command(flask, {"BENCH_SECRET": TOKEN, "BENCH_REDIS_URL": redis_url}),
    }[name]


def our_environ(port: str, redis_url: str) -> dict[str, str]:
    """Return the settings of a process of ours."""
    return {
        "GITLAB_URL": "http://gitlab.test",
        "GITLAB_TOKEN": "none",
        "GITLAB_WEBHOOK_SECRET": TOKEN,
        "REDIS_URL": redis_url,
        "LIGHTERMAN_FILES_MIB": "0",  # layers for practice hold noise
        "HOST": "127.0.0.1",
        "PORT": port,
    }
