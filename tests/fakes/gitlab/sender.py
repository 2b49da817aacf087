"""Sends hooks: every delivery in a thread of its own, in no order, once."""

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.gitlab.delivery import Attempt, Delivery
from tests.fakes.gitlab.faults import Faults
from tests.fakes.gitlab.state import Project
from tests.fakes.gitlab.webhooks import KINDS, Chains, Webhook

TIMEOUT_SECONDS = 10.0
"""GitLab.com's, and the default elsewhere (webhook_timeout)."""


@dataclass(frozen=True)
class Withheld:
    """A hook that was not sent, and why; `webhook` is None when it was not even thought of one."""

    webhook: Webhook | None
    event: str
    why: str


class HookSender:
    """Knows the webhooks and keeps what was sent and what was not."""

    def __init__(self, clock: Clock, faults: Callable[[], Faults], url: Callable[[], str]) -> None:
        self.auto_disable = False
        self.timeout_seconds = TIMEOUT_SECONDS
        self.webhooks: list[Webhook] = []
        self.deliveries: list[Delivery] = []
        self.withheld: list[Withheld] = []
        self._clock, self._faults, self._url = clock, faults, url
        self._chains = Chains()
        self._threads: list[threading.Thread] = []
        self._numbers = count(1)
        self._lock = threading.RLock()

    def subscribe(
        self, path: str, url: str, *, token: str | None, signing_token: str | None, events: frozenset[str] | None
    ) -> Webhook:
        """Add a webhook."""
        unknown = set(events or ()) - set(KINDS)
        if unknown:
            raise ValueError(f"no such events: {sorted(unknown)}")
        wanted = frozenset(KINDS) if events is None else events
        webhook = Webhook(next(self._numbers), path, url, token, signing_token, wanted, self._clock.now())
        self.webhooks.append(webhook)
        return webhook

    def send(self, project: Project, event: str, body: Mapping[str, Any], chain: str | None = None) -> None:
        """Deliver to every webhook of the project and its groups that listens; `chain` is the UUID of the request."""
        raw = json.dumps(body).encode()
        for one in self.webhooks:
            if event in one.events and one.covers(project.path):
                self._send(Delivery(one, event, raw, chain, self._url(), self.timeout_seconds, self.attempt))

    def withhold(self, event: str, why: str) -> None:
        """Remember that an event made no hook."""
        self.withheld.append(Withheld(None, event, why))

    def _send(self, delivery: Delivery) -> None:
        hook, now = delivery.webhook, self._clock.now()
        why = None
        if self._faults().hooks_lost:
            why = "lost"
        elif self._chains.blocks(delivery.chain, hook.id, now):
            why = "recursion"
        elif self.auto_disable and hook.alert_status(now) != "executable":
            why = "disabled"
        if why:
            self.withheld.append(Withheld(hook, delivery.event, why))
            return
        self.deliveries.append(delivery)
        thread = threading.Thread(target=self.attempt, args=(delivery,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def attempt(self, delivery: Delivery) -> Attempt:
        """Deliver once; a hook that no webhook caused runs under a new event UUID every time."""
        event_uuid = delivery.chain or str(uuid.uuid4())
        with self._lock:
            self._chains.register(event_uuid, delivery.webhook.id, self._clock.now())
            number = next(self._numbers)
        attempt = delivery.attempt(event_uuid, number)
        with self._lock:
            self._count(delivery.webhook, attempt)
        return attempt

    def _count(self, webhook: Webhook, attempt: Attempt) -> None:
        now = self._clock.now()
        if attempt.is_ok:
            webhook.succeed()
        elif self.auto_disable and webhook.alert_status(now) == "executable":
            webhook.fail(now)

    def wait(self) -> None:
        """Wait until every hook on its way was answered."""
        while self._threads:
            self._threads.pop().join()
