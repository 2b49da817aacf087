"""The real processes of Lighterman on a wire, and the words to kill, stop and count them."""

import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import redis

from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import PracticeRegistry
from tests.faults.road import CLAIM, LEAD, has_claimed
from tests.faults.wire import Wire
from tests.loopback import answers
from tests.redis_server import RedisServer, running_redis
from tests.stories.stack import SERVER_FILE, STOP_SECONDS, Stack, wait_until

PATIENCE_SECONDS = 60.0
"""The machine may be busy; what must not happen is never excused by it."""
AnyRig = TypeVar("AnyRig", bound="Rig")


@dataclass
class Rig(Stack):
    """A stack whose processes may be killed.

    `claimers` are the names of those that were handed events and `leaders` of those whose sweeper led, newest last;
    `sessions` are all processes that ever ran. `begun` tells for every event who began to work on it, and when.
    """

    server: RedisServer = field(kw_only=True)
    wire: Wire = field(kw_only=True)
    inside: redis.Redis = field(kw_only=True)
    lease_seconds: float = 1.0
    sweep_seconds: float = 0.2
    claimers: list[str] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    newest_start: float = 0.0
    begun: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    def up(self, name: str) -> None:
        """Start a process; what stands before the dash is its role."""
        self.newest_start = time.monotonic()
        self.sessions.add(self.start(name.partition("-")[0], name).pid)

    def log(self, role: str) -> str:
        """Return all that the processes of a role logged."""
        logs = sorted(self.folder.glob(f"{role}*.log"))
        return "".join(f"--- {path.stem}\n{path.read_text(errors='replace')}" for path in logs)

    def is_ready(self) -> bool:
        """Tell whether the door would answer a hook."""
        return answers(self.door.replace("/webhooks/gitlab", "/readyz"))

    def revive(self) -> None:
        """Start what has ended, as any supervisor would."""
        for name, process in list(self.roles.items()):
            if not process.is_alive():
                self.up(name)

    def owner(self, pid: int) -> str:
        """Return the name of the process that a pid belongs to, be it its work horse; empty for an orphaned horse."""
        try:
            session = os.getsid(pid)
        except ProcessLookupError:
            return ""
        return next((name for name, process in list(self.roles.items()) if process.pid == session), "")

    def workers(self) -> list[str]:
        """Return the names of those that work events off."""
        return [name for name in self.roles if name.startswith(("worker", "commands"))]

    def have_all_worked(self) -> bool:
        """Tell whether every worker was handed events."""
        return set(self.workers()) <= set(self.claimers)

    def horses(self, name: str) -> list[int]:
        """Return the work horses of a worker."""
        parent = self.roles[name].pid
        return [pid for pid in members(parent) if pid != parent]

    def kill(self, name: str) -> None:
        """End a process and its work horse at once, as a power cut would."""
        process = self.roles.pop(name)
        slay(members(process.pid))
        process.join()

    def kill_horse(self, name: str) -> None:
        """End only the work horse, as the kernel does when memory runs out."""
        slay(self.horses(name))

    def kill_parent(self, name: str) -> None:
        """End a worker whose work horse lives on."""
        process = self.roles.pop(name)
        slay([process.pid])
        process.join()

    def signal_all(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process and its work horse."""
        for pid in members(self.roles[name].pid):
            os.kill(pid, number)

    def descriptors(self) -> dict[str, int]:
        """Return how many files and sockets each process holds."""
        return {name: len(list(Path(f"/proc/{process.pid}/fd").iterdir())) for name, process in self.roles.items()}

    def at_rest(self) -> dict[str, int]:
        """Wait until all processes of a role hold equally many descriptors, as they do when idle; return those."""

        def are_equal() -> bool:
            # A sweeper opens its connection when it sweeps for the first time.
            if time.monotonic() < self.newest_start + 3 * self.sweep_seconds:
                return False
            counts = self.descriptors()
            return all(counts[one] == counts[other] for one in counts for other in counts if one[:4] == other[:4])

        wait_until(are_equal, "the workers did not come to rest", seconds=PATIENCE_SECONDS)
        return self.descriptors()

    def strays(self) -> list[int]:
        """Return the work horses that run, also those whose parent is dead."""
        parents = {process.pid for process in self.roles.values()}
        return [pid for session in self.sessions for pid in members(session) if pid not in parents]

    def events(self) -> list[tuple[bytes, bytes]]:
        """Return what the inbox keeps: each event's bytes and its state."""
        with self.inside.pipeline(transaction=False) as pipe:
            for key in self.keys("lighterman:event:*"):
                pipe.hmget(key, "packed", "state")
            return [(packed, state) for packed, state in pipe.execute()]

    def pending(self) -> int:
        """Return how many events wait or are worked on."""
        return sum(self.inside.zcard(f"lighterman:pending:{lane}") for lane in ("events", "commands"))

    def keys(self, pattern: str) -> list[str]:
        """Return the names of the keys that Redis holds."""
        return [key.decode() for key in self.inside.scan_iter(pattern, count=1000)]

    def note_claim(self, pid: int, answer: Any) -> None:
        """Remember who was handed which events; a claim repeated by one horse counts once."""
        if not has_claimed(answer):
            return
        self.claimers.append(self.owner(pid))
        for _subject, _failures, *rows in answer[0]:
            for event_id in rows[::4]:
                self.begun[event_id.decode()].setdefault(pid, time.monotonic())

    def stop(self) -> None:
        """Ask all processes to stop, then end what has not, orphaned work horses included."""
        for process in self.roles.values():
            process.terminate()
        for process in self.roles.values():
            process.join(STOP_SECONDS)
        for session in self.sessions:
            slay(members(session))
        for process in self.roles.values():
            process.join()
        self.roles.clear()

    def _environment(self) -> dict[str, str]:
        return {
            **super()._environment(),
            "REDIS_URL": f"unix://{self.wire.path}",
            "LIGHTERMAN_FILES_MIB": "0",  # layers for practice hold noise
            "LIGHTERMAN_LEASE_SECONDS": str(self.lease_seconds),
            "LIGHTERMAN_SWEEP_SECONDS": str(self.sweep_seconds),
        }


@contextmanager
def running_rig(folder: Path, *names: str, kind: type[AnyRig] = Rig, **options: Any) -> Iterator[AnyRig]:
    """Yield a rig with these processes running, the door ready."""
    (folder / "server.yml").write_text(SERVER_FILE)
    with (
        running_redis(folder) as server,
        Wire(folder / "w.sock", server.socket) as wire,
        PracticeGitLab() as lab,
        PracticeRegistry() as registry,
    ):
        rig = kind(folder, lab, registry, server.socket, server=server, wire=wire, inside=server.connect(), **options)
        wire.watch(CLAIM, rig.note_claim)
        wire.watch(LEAD, lambda pid, answer: rig.leaders.append(rig.owner(pid)) if answer == 1 else None)
        try:
            for name in names:
                rig.up(name)
            wait_until(rig.is_ready, "the door was not ready", seconds=PATIENCE_SECONDS, log=lambda: rig.log("web"))
            yield rig
        finally:
            wire.let_all_go()
            rig.stop()


def members(session: int) -> list[int]:
    """Return the living pids of a session, its leader first; RQ's work horse leaves its group, but not its session."""
    found = []
    for entry in (path.name for path in Path("/proc").iterdir()):
        if not entry.isdigit():
            continue
        with suppress(OSError):
            # The name in parentheses may hold spaces; after it stand state, parent, group and session.
            fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] not in "ZX":
                found.append(int(entry))
    return sorted(found, key=lambda pid: (pid != session, pid))


def slay(pids: list[int]) -> None:
    """Kill without a word."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
