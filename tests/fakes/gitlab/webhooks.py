"""Webhooks: what they listen to, and the two guards before them, the breaker of failures and the guard of chains."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

FREE_FAILURES = 3
MOST_FAILURES = 39
FIRST_PAUSE_SECONDS = 60
LONGEST_PAUSE_SECONDS = 24 * 3600
MOST_HOOKS_IN_A_CHAIN = 100
CHAIN_SECONDS = 30 * 60

KINDS = {
    "pipeline": "Pipeline Hook",
    "job": "Job Hook",
    "merge_request": "Merge Request Hook",
    "note": "Note Hook",
    "confidential_note": "Confidential Note Hook",
    "push": "Push Hook",
    "tag_push": "Tag Push Hook",
    "emoji": "Emoji Hook",
    "deployment": "Deployment Hook",
    "resource_access_token": "Resource Access Token Hook",
}
"""What a webhook can listen to, and how X-Gitlab-Event names it."""


@dataclass(eq=False)
class Webhook:
    """One webhook of a project or a group."""

    id: int
    path: str
    url: str
    token: str | None
    signing_token: str | None
    events: frozenset[str]
    created_at: datetime
    failures: int = 0
    disabled_until: datetime | None = None

    def covers(self, path: str) -> bool:
        """Tell whether a project is its own or lies in its group."""
        return path == self.path or path.startswith(f"{self.path}/")

    def alert_status(self, now: datetime) -> str:
        """Return what the hooks API says of it (app/models/concerns/web_hooks/auto_disabling.rb)."""
        if self.failures > MOST_FAILURES:
            return "disabled"
        is_paused = self.disabled_until is not None and self.disabled_until >= now
        return "temporarily_disabled" if is_paused and self.failures > FREE_FAILURES else "executable"

    def succeed(self) -> None:
        """Forget the failures."""
        self.failures, self.disabled_until = 0, None

    def fail(self, now: datetime) -> None:
        """Count a failure: three are free, the fourth pauses for a minute, each further one twice as long."""
        pause = min(FIRST_PAUSE_SECONDS * 2 ** max(0, self.failures - FREE_FAILURES), LONGEST_PAUSE_SECONDS)
        self.failures = min(self.failures + 1, MOST_FAILURES + 1)
        if self.failures > FREE_FAILURES:
            self.disabled_until = now + timedelta(seconds=pause)


@dataclass
class Chain:
    """The webhooks that ran under one event UUID."""

    touched: datetime
    hooks: set[int] = field(default_factory=set)


class Chains:
    """Stops a webhook whose own call caused it (lib/gitlab/web_hooks/recursion_detection.rb)."""

    def __init__(self) -> None:
        self._chains: dict[str, Chain] = {}

    def blocks(self, uuid: str | None, hook_id: int, now: datetime) -> bool:
        """Tell whether a hook ran already under the UUID that a request echoed, or too many others did."""
        chain = self._chains.get(uuid or "")
        if chain is None or now - chain.touched > timedelta(seconds=CHAIN_SECONDS):
            return False
        return hook_id in chain.hooks or len(chain.hooks) >= MOST_HOOKS_IN_A_CHAIN

    def register(self, uuid: str, hook_id: int, now: datetime) -> None:
        """Remember that a hook runs under a UUID."""
        chain = self._chains.setdefault(uuid, Chain(now))
        if now - chain.touched > timedelta(seconds=CHAIN_SECONDS):
            chain.hooks.clear()
        chain.hooks.add(hook_id)
        chain.touched = now
