"""What every part of the practice GitLab stands on: state, clock, switches, the server and the hooks."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from itertools import count

from tests.fakes.clock import Clock
from tests.fakes.gitlab.delivery import Delivery
from tests.fakes.gitlab.faults import Faults
from tests.fakes.gitlab.history import History
from tests.fakes.gitlab.limits import Limits
from tests.fakes.gitlab.payloads.parts import Style
from tests.fakes.gitlab.sender import HookSender, Withheld
from tests.fakes.gitlab.server import Server
from tests.fakes.gitlab.state import Pipeline, Project, Token, User, sha_of
from tests.fakes.gitlab.webhooks import Webhook
from tests.fakes.holds import Hold, Holds, When
from tests.fakes.log import RequestLog
from tests.fakes.loopback import LoopbackServer

FIRST_IDS = {
    "user": 11,
    "project": 4711,
    "merge_request": 901,
    "pipeline": 99001,
    "job": 771001,
    "note": 50001,
    "thread": 1,
    "label": 801,
    "milestone": 601,
    "emoji": 301,
    "token": 201,
    "container_repository": 31,
}


class Core:
    """The state and the few words about people, requests and webhooks."""

    def __init__(self, port: int = 0) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.faults = Faults()
        self.holds = Holds()
        self.history = History(self.clock, lambda: self.faults.lag_seconds)
        self.limits = Limits(self.clock)
        self.zone: tzinfo = UTC
        self.users: dict[int, User] = {}
        self.tokens: dict[str, Token] = {}
        self.projects: dict[int, Project] = {}
        self.pipelines: dict[int, Pipeline] = {}
        self.requests = RequestLog()
        self.hooks = HookSender(self.clock, lambda: self.faults, lambda: self.url)
        self._ids = {kind: count(start) for kind, start in FIRST_IDS.items()}
        self._http = LoopbackServer(Server(self).answer, port)

    @property
    def url(self) -> str:
        """Return the address."""
        return f"http://127.0.0.1:{self._http.port}"

    @property
    def style(self) -> Style:
        """Return the address and the zone that hooks are written by."""
        return Style(self.url, self.zone)

    def now(self) -> datetime:
        """Return the time of this GitLab's clock."""
        return self.clock.now()

    def next_id(self, kind: str) -> int:
        """Return a fresh id; every kind counts for itself, as in GitLab."""
        return next(self._ids[kind])

    def hold(self, method: str, path_contains: str, when: When = "before") -> Hold:
        """Hold the next such request before its change is carried out, or after it and before the answer is sent."""
        return self.holds.add(method, path_contains, when)

    def add_user(self, username: str, *, bot: bool = False) -> User:
        """Add a user."""
        user = User(self.next_id("user"), username, is_bot=bot)
        self.users[user.id] = user
        return user

    def token_for(self, user: User, *, scopes: set[str] | None = None, expires_at: datetime | None = None) -> str:
        """Return a fresh access token of a user."""
        text = f"glpat-{sha_of('token', user.id, len(self.tokens))[:20]}"
        self.tokens[text] = Token(user, frozenset(scopes or {"api"}), expires_at=expires_at)
        return text

    def revoke(self, token: str) -> None:
        """Make a token worthless; GitLab still knows it and says so."""
        self.tokens[token].is_revoked = True

    def add_project(
        self,
        path: str,
        *,
        default_branch: str = "main",
        visibility: str = "private",
        members: Mapping[User, int],
        inherited: Mapping[User, int] | None = None,
        description: str = "",
    ) -> Project:
        """Add a project with its members' access levels; `inherited` members are those of its group."""
        levels = {user.id: level for user, level in members.items()}
        project = Project(self.next_id("project"), path, default_branch, visibility, levels, self.now())
        project.inherited = {user.id: level for user, level in (inherited or {}).items()}
        project.description = description
        project.protected_branches.add(default_branch)
        self.projects[project.id] = project
        return project

    def subscribe(
        self,
        path: str,
        url: str,
        *,
        token: str | None = None,
        signing_token: str | None = None,
        events: set[str] | None = None,
    ) -> Webhook:
        """Send the hooks of a project or group to an address; without `events` it hears all."""
        wanted = None if events is None else frozenset(events)
        return self.hooks.subscribe(path, url, token=token, signing_token=signing_token, events=wanted)

    @property
    def deliveries(self) -> list[Delivery]:
        """Return the hooks that were sent, in the order in which they were begun."""
        return self.hooks.deliveries

    @property
    def withheld(self) -> list[Withheld]:
        """Return the hooks that were not sent, and why."""
        return self.hooks.withheld

    def redeliver(self, delivery: Delivery) -> int:
        """Send the same event once more, under the same key; return the answer's status, 0 for none."""
        return delivery.send()

    def wait_for_deliveries(self) -> None:
        """Wait until every hook on its way was answered."""
        self.hooks.wait()

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        self.requests.clear()

    def count(self, *, method: str | None = None, path_contains: str = "") -> int:
        """Return how many requests came in since the last clearing."""
        return len(self.requests.of(method=method, path_contains=path_contains))
