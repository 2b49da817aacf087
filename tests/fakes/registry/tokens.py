"""Who may pull: a challenge that names realm, service and scope, and the tokens that the realm gives."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from tests.fakes.clock import Clock
from tests.fakes.loopback import Answer, Request
from tests.fakes.registry.answers import VERSION, RefusedError, refused

SERVICE = "container_registry"
TOKEN_SECONDS = 300
"""GitLab's default."""


@dataclass(frozen=True)
class Token:
    """What a token opens, and until when."""

    scope: str
    expires_at: datetime


class Tokens:
    """The doorkeeper of a registry; `realm` can be any address, also one that nobody should visit.

    `people` are users with their passwords; while it is empty every user with some password does, as in GitLab, where
    a token is the password of any name. `takes_basic` asks for the password itself instead of a token.
    """

    def __init__(self, clock: Clock, home: Callable[[], str]) -> None:
        self.is_required = True
        self.takes_basic = False
        self.believes_nobody = False
        self.realm: str | None = None
        self.people: dict[str, str] = {}
        self.seconds = TOKEN_SECONDS
        self._clock, self._home = clock, home
        self._tokens: dict[str, Token] = {}
        self._numbers = count(1)

    def check(self, request: Request, repository: str) -> None:
        """Refuse who may not pull from a repository."""
        if not self.is_required:
            return
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if self.takes_basic:
            if self.believes_nobody or kind != "Basic" or not self._knows(given):
                raise RefusedError(_unauthorized(repository, 'Basic realm="practice"'))
            return
        token = self._tokens.get(given) if kind == "Bearer" else None
        scope = f"repository:{repository}:pull"
        is_good = token is not None and token.scope == scope and token.expires_at > self._clock.now()
        if self.believes_nobody or not is_good:
            raise RefusedError(_unauthorized(repository, self._challenge(scope, has_token=kind == "Bearer")))

    def _challenge(self, scope: str, *, has_token: bool) -> str:
        realm = self.realm or f"{self._home()}/token"
        error = ',error="invalid_token"' if has_token else ""
        return f'Bearer realm="{realm}",service="{SERVICE}",scope="{scope}"{error}'

    def give(self, request: Request) -> Answer:
        """Answer at the realm: a token for the scope that was asked for, or 403 as GitLab says it."""
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind != "Basic" or not self._knows(given):
            return refused(403, "DENIED", message="access forbidden")
        scope = request.query.get("scope", [""])[-1]
        token = f"practice-token-{next(self._numbers)}"
        self._tokens[token] = Token(scope, self._clock.now() + timedelta(seconds=self.seconds))
        return Answer(200, {"token": token})

    def withdraw_all(self) -> None:
        """Make every token worthless."""
        self._tokens.clear()

    def _knows(self, given: str) -> bool:
        try:
            user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            return False
        return bool(password) and (not self.people or self.people.get(user) == password)


def _unauthorized(repository: str, challenge: str) -> Answer:
    detail = [{"Type": "repository", "Class": "", "Name": repository, "Action": "pull"}] if repository else None
    answer = refused(401, "UNAUTHORIZED", detail)
    return Answer(401, answer.content, {**answer.headers, **VERSION, "WWW-Authenticate": challenge})
