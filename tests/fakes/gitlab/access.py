"""Who asks, and what may they see: tokens, scopes, roles, and projects that hide behind a 404."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.answers import StopError, invalid, message, token_error
from tests.fakes.gitlab.paging import paged
from tests.fakes.gitlab.state import MergeRequest, Pipeline, Project, Token, User
from tests.fakes.loopback import Answer, Request

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

GUEST, REPORTER, DEVELOPER, MAINTAINER, OWNER = 10, 20, 30, 40, 50
SAFE_METHODS = frozenset({"GET", "HEAD"})


def token_of(lab: "PracticeGitLab", request: Request) -> Token | None:
    """Return the token that a request carries; raise the refusal that GitLab gives to one that does not do."""
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    text = request.headers.get("private-token") or bearer
    if not text:
        return None
    token = lab.tokens.get(text)
    if token is None:
        raise StopError(message(401, "401 Unauthorized"))
    if token.is_revoked:
        told = "Token was revoked. You have to re-authorize from the user."
        raise StopError(token_error(401, "invalid_token", told))
    if token.expires_at is not None and token.expires_at <= lab.clock.now():
        told = "Token is expired. You can either do re-authorization or token refresh."
        raise StopError(token_error(401, "invalid_token", told))
    if token.user.state == "blocked":
        raise StopError(message(403, "403 Forbidden - Your account has been blocked."))
    return token


def check_scope(token: Token | None, method: str, path: str) -> None:
    """Refuse a token whose scopes do not cover the request; writing takes `api`."""
    wanted = {"api", "read_api"} if method in SAFE_METHODS or path == "/api/graphql" else {"api"}
    wanted |= {"read_user"} if path == "/api/v4/user" else set()
    if token is not None and not token.scopes & wanted:
        told = "The request requires higher privileges than provided by the access token."
        raise StopError(token_error(403, "insufficient_scope", told, scope=" ".join(sorted(wanted))))


class Call:
    """One request of the REST API, with what it may see."""

    def __init__(self, lab: "PracticeGitLab", request: Request, user: User | None) -> None:
        self.lab, self.request, self._user = lab, request, user

    @property
    def user(self) -> User:
        """Return who asks, or refuse strangers."""
        if self._user is None:
            raise StopError(message(401, "401 Unauthorized"))
        return self._user

    @property
    def chain(self) -> str | None:
        """Return the event UUID that the request echoes."""
        return self.request.headers.get("x-gitlab-event-uuid")

    def one(self, name: str) -> str | None:
        """Return a parameter of the query, the last one given."""
        values = self.request.query.get(name)
        return values[-1] if values else None

    def many(self, name: str) -> list[str]:
        """Return a parameter that is a list: iids[]=1&iids[]=2."""
        return [*self.request.query.get(f"{name}[]", []), *self.request.query.get(name, [])]

    def sent(self, name: str) -> Any:
        """Return a field of the JSON that was sent; refuse a request without it."""
        found = shapes.read_json(self.request.body).get(name)
        if found is None:
            raise StopError(invalid(f"{name} is missing"))
        return found

    def project(self, key: str, least: int = GUEST) -> Project:
        """Return a project that the user may use so; what may not be seen hides behind a 404."""
        found = next((one for one in self.lab.projects.values() if key in {str(one.id), one.path}), None)
        if found is None or not self.may_see(found):
            raise StopError(message(404, "404 Project Not Found"))
        if self.level(found) < least:
            raise StopError(message(403, "403 Forbidden"))
        return found

    def may_see(self, project: Project) -> bool:
        """Tell whether a project shows itself to the user."""
        return may_read(project, self._user, GUEST)

    def level(self, project: Project) -> int:
        """Return what the user may do in a project; in an open one everybody reads as a reporter does."""
        level = project.level_of(self._user)
        return max(level, REPORTER) if may_read(project, self._user, REPORTER) else level

    def require(self, project: Project, least: int) -> None:
        """Refuse to write without a real role, however open the project is."""
        if project.level_of(self.user) < least:
            raise StopError(message(403, "403 Forbidden"))

    def merge_request(self, key: str, iid: str) -> MergeRequest:
        """Return a merge request as it shows now."""
        rows = self.project(key, REPORTER).merge_requests
        found = next((row for row in self.lab.history.all_seen(rows) if str(row.iid) == iid), None)
        if found is None:
            raise StopError(message(404, "404 Not found"))
        return found

    def pipelines(self, project: Project) -> list[Pipeline]:
        """Return the pipelines of a project as they show now, newest first."""
        mine = [one for one in list(self.lab.pipelines.values()) if one.project is project]
        return sorted(self.lab.history.all_seen(mine), key=lambda one: -one.id)

    def paged(self, rows: Iterable[Any], *, counted: bool = True) -> Answer:
        """Return one page of a list."""
        return paged(self.request, list(rows), self.lab.url, counted=counted)


def may_read(project: Project, user: User | None, least: int) -> bool:
    """Tell whether somebody may read what takes a role: public projects are read by all, internal ones by users."""
    is_open = project.visibility == "public" or (project.visibility == "internal" and user is not None)
    return is_open or project.level_of(user) >= least
