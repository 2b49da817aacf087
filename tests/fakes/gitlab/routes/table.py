"""All routes of the REST API, tried in order."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from tests.fakes.gitlab.access import Call
from tests.fakes.gitlab.routes import (
    changes,
    container_registry,
    emoji,
    hooks,
    job_actions,
    merge_requests,
    notes,
    pipelines,
    projects,
    repository,
)
from tests.fakes.loopback import Answer

Handler = Callable[..., Answer]
PREFIX = "/api/v4"
ALL = (projects, merge_requests, notes, emoji, pipelines, job_actions, repository, changes, container_registry, hooks)


def find(method: str, path: str) -> tuple[Handler, list[str]] | None:
    """Return the end point of a request and the parts of its path; parts are decoded, so a%2Fb is one part."""
    for name, pattern, handler in ROUTES:
        found = pattern.fullmatch(path.removeprefix(PREFIX))
        if found and name == ("GET" if method == "HEAD" else method):
            return handler, [unquote(part) for part in found.groups()]
    return None


def _all() -> Iterator[tuple[str, re.Pattern[str], Handler]]:
    for module in ALL:
        for line, handler in module.ROUTES.items():
            method, _, path = line.partition(" ")
            yield method, re.compile(re.sub(r":\w+", "([^/]+)", path)), handler


ROUTES = tuple(_all())
__all__ = ["Call", "find"]
