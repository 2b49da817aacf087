"""The HTTP side of the practice GitLab: barriers and faults around the right answer, and the log of it all."""

from typing import TYPE_CHECKING
from urllib.parse import unquote

from tests.fakes.gitlab import graphql, page
from tests.fakes.gitlab.access import Call, check_scope, token_of
from tests.fakes.gitlab.answers import StopError, message, no_such_route
from tests.fakes.gitlab.routes import table
from tests.fakes.gitlab.state import User
from tests.fakes.holds import When
from tests.fakes.log import NO_ANSWER, Logged
from tests.fakes.loopback import Answer, DroppedError, Request

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

GRAPHQL = "/api/graphql"


class Server:
    """Answers requests from the state of a lab."""

    def __init__(self, lab: "PracticeGitLab") -> None:
        self._lab = lab

    def answer(self, request: Request) -> Answer:
        """Answer one request and log it."""
        try:
            answer = self._answer(request)
        except DroppedError:
            self._log(request, NO_ANSWER)
            raise
        self._log(request, NO_ANSWER if answer.is_reset else answer.status)
        return answer

    def _answer(self, request: Request) -> Answer:
        line = f"{request.method} {request.path}"
        self._lab.faults.delay(line)
        self._stand(request, "before")
        fault = self._lab.faults.take(line)
        answer = self._carry_out(request) if fault is None or fault.is_carried_out else Answer()
        self._stand(request, "after")
        return fault.twist(answer) if fault else answer

    def _stand(self, request: Request, when: When) -> None:
        if not self._lab.holds.stand(request.method, request.path, when):
            raise DroppedError

    def _carry_out(self, request: Request) -> Answer:
        with self._lab.lock:
            try:
                return self._right_answer(request)
            except StopError as stop:
                return stop.answer

    def _right_answer(self, request: Request) -> Answer:
        if not request.path.startswith("/api/"):
            return page.answer(self._lab, unquote(request.path))
        try:
            user = self._user(request)
        except StopError:
            if request.path != GRAPHQL:
                raise
            return Answer(401, {"errors": [{"message": "Invalid token"}]})
        headers, refusal = self._lab.limits.throttle(user, self._lab.faults.requests_per_minute)
        answer = refusal or self._route(request, user)
        return Answer(answer.status, answer.content, {**answer.headers, **headers})

    def _user(self, request: Request) -> User | None:
        token = token_of(self._lab, request)
        check_scope(token, request.method, request.path)
        return token.user if token else None

    def _route(self, request: Request, user: User | None) -> Answer:
        if request.path == GRAPHQL and not self._lab.faults.graphql_off:
            return graphql.answer(self._lab, user, request.body)
        found = table.find(request.method, request.path)
        if found is None:
            return no_such_route()
        if user is None and request.method not in {"GET", "HEAD"}:
            return message(401, "401 Unauthorized")
        handler, parts = found
        try:
            return handler(Call(self._lab, request, user), *parts)
        except StopError as stop:
            return stop.answer

    def _log(self, request: Request, status: int) -> None:
        if not request.path.startswith("/api/"):
            return
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = self._lab.tokens.get(request.headers.get("private-token") or bearer)
        is_known = request.path == GRAPHQL or table.find(request.method, request.path) is not None
        self._lab.requests.append(
            Logged(
                request.method,
                request.path,
                status,
                token.user.username if token else None,
                request.headers,
                request.query,
                request.body,
                is_unknown=not is_known,
            )
        )
