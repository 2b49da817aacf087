"""Judges what `lighterman doctor` found: the access token's scopes and days left, and the role of its user."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

WARN_DAYS = 14
REPORTER, DEVELOPER = 20, 30
ROLES = {10: "Guest", 15: "Planner", REPORTER: "Reporter", DEVELOPER: "Developer", 40: "Maintainer", 50: "Owner"}
TABLE = "see Least privilege in docs/install.md"


class State(Enum):
    """How a thing stands; a word, for colours are not read aloud."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Line:
    """One thing that was looked at."""

    state: State
    topic: str
    text: str

    def __str__(self) -> str:
        return f"{self.state.value:<5} {self.topic:<9} {self.text}"


@dataclass(frozen=True)
class AccessToken:
    """What GitLab tells of the token that asks; no day means that it does not expire."""

    scopes: frozenset[str]
    expires_on: date | None


def lines_of_token(token: AccessToken, today: date) -> Iterator[Line]:
    """Yield how the token's scopes and its days left stand."""
    can_write, can_read = "api" in token.scopes, bool(token.scopes & {"api", "read_api"})
    if not can_read:
        yield Line(State.FAIL, "token", f"it cannot read merge requests without the scope read_api or api; {TABLE}")
    elif not can_write:
        yield Line(State.WARN, "token", f"it can read but not write comments, which takes the scope api; {TABLE}")
    if "read_registry" not in token.scopes:
        yield Line(State.WARN, "token", f"it cannot read image sizes, which takes the scope read_registry; {TABLE}")
    if can_write and "read_registry" in token.scopes:
        yield Line(State.OK, "token", f"it has the scopes {', '.join(sorted(token.scopes))}")
    if token.expires_on:
        days = (token.expires_on - today).days
        yield Line(
            State.WARN if days < WARN_DAYS else State.OK, "token", f"it expires on {token.expires_on} ({days} d)"
        )


def line_of_role(project: str, level: int) -> Line:
    """Return how the role of the token's user in a project stands; without any it has level 0."""
    role = ROLES.get(level, f"a role of level {level}") if level else "no role"
    text = f"the token's user has {role} in {project}"
    if level < REPORTER:
        return Line(State.FAIL, "project", f"{text}; it needs Reporter, better Developer")
    if level < DEVELOPER:
        return Line(State.WARN, "project", f"{text}; with Developer, CI files are read with all that they include")
    return Line(State.OK, "project", text)
