"""What tasks work with: the clients, built once per process from the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.settings import Settings
from bot.task_queue.connection import connect
from bot.task_queue.draining import Inbox
from workers.clients.gitlab import GitLab
from workers.clients.registry import Registry
from workers.clients.store import MemoryKeeper, RedisKeeper, Store


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Toolbox:
    """The clients of one process; `inbox` is None for the command line, which works without Redis."""

    settings: Settings
    gitlab: GitLab
    registry: Registry
    store: Store
    inbox: Inbox | None
    now: Callable[[], datetime] = _now

    def require_inbox(self) -> Inbox:
        """Return the inbox of a worker."""
        if self.inbox is None:
            raise RuntimeError("this process was started without an inbox")
        return self.inbox


def open_toolbox(settings: Settings, *, with_redis: bool = True) -> Toolbox:
    """Build the clients; nothing is asked of anybody yet."""
    connection = connect(settings.require_redis()) if with_redis else None
    keeper = MemoryKeeper() if connection is None else RedisKeeper(connection, lock_seconds=settings.lease_seconds)
    store = Store(keeper)
    inbox = Inbox(connection, lease_seconds=settings.lease_seconds) if connection is not None else None
    gitlab = GitLab(settings.gitlab_url, settings.gitlab_token, ca_file=settings.ca_file)
    registry = Registry(
        settings.gitlab_url, settings.gitlab_token, settings.registries, store, ca_file=settings.ca_file
    )
    return Toolbox(settings, gitlab, registry, store, inbox)
