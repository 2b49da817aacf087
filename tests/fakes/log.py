"""The request log: what came in, and questions about it for tests."""

from collections.abc import Mapping
from dataclasses import dataclass

NO_ANSWER = 0


@dataclass(frozen=True)
class Logged:
    """A request that came in; its status is 0 when it got no answer, and a route that does not exist is unknown."""

    method: str
    path: str
    status: int
    user: str | None
    headers: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: bytes = b""
    is_unknown: bool = False

    def __str__(self) -> str:
        """Return the line that people read."""
        return f"{self.method} {self.path} {self.status or 'no answer'}"


class RequestLog(list[Logged]):
    """The requests since the last clearing, in the order in which they were answered."""

    def of(self, *, method: str | None = None, path_contains: str = "", status: int | None = None) -> list[Logged]:
        """Return the requests that match."""
        return [
            one
            for one in self
            if method in {None, one.method} and path_contains in one.path and status in {None, one.status}
        ]

    def assert_all_known(self) -> None:
        """Fail when somebody asked for a route that this GitLab does not have."""
        unknown = [str(one) for one in self if one.is_unknown]
        assert not unknown, f"unknown routes: {unknown}"

    def assert_no_writes(self) -> None:
        """Fail when somebody changed something; GraphQL queries are reads."""
        writes = [str(one) for one in self if one.method not in {"GET", "HEAD"} and one.path != "/api/graphql"]
        assert not writes, f"writes: {writes}"
