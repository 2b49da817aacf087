"""A registry's own words for what it refuses."""

import json
from typing import Any

from tests.fakes.loopback import Answer

VERSION = {"Docker-Distribution-Api-Version": "registry/2.0"}
MESSAGES = {
    "UNAUTHORIZED": "authentication required",
    "DENIED": "requested access to the resource is denied",
    "NAME_UNKNOWN": "repository name not known to registry",
    "MANIFEST_UNKNOWN": "manifest unknown",
    "BLOB_UNKNOWN": "blob unknown to registry",
    "DIGEST_INVALID": "provided digest did not match uploaded content",
    "PAGINATION_NUMBER_INVALID": "invalid number of results requested",
    "RANGE_INVALID": "invalid content range",
    "UNAVAILABLE": "service unavailable",
    "TOOMANYREQUESTS": "too many requests",
    "UNKNOWN": "unknown error",
}
CODES = {401: "UNAUTHORIZED", 403: "DENIED", 404: "MANIFEST_UNKNOWN", 429: "TOOMANYREQUESTS", 503: "UNAVAILABLE"}
NO_DETAIL = object()


class RefusedError(Exception):
    """An answer that ends the request early."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def refused(status: int, code: str, detail: Any = NO_DETAIL, *, message: str = "", **headers: str) -> Answer:
    """Return an error of the API; `detail` is left out where a registry leaves it out."""
    row: dict[str, Any] = {"code": code, "message": message or MESSAGES[code]}
    row |= {} if detail is NO_DETAIL else {"detail": detail}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"errors": [row]}, separators=(",", ":")).encode() + b"\n"
    return Answer(status, body, {"Content-Type": "application/json; charset=utf-8", **VERSION, **named})


def no_such_page() -> Answer:
    """Return the answer to what no route has."""
    return Answer(404, b"404 page not found\n", {"Content-Type": "text/plain; charset=utf-8", **VERSION})


def not_allowed(*methods: str) -> Answer:
    """Return the answer to a method that a route does not have."""
    headers = {"Content-Type": "text/plain; charset=utf-8", "Allow": ", ".join(methods), **VERSION}
    return Answer(405, b"Method not allowed\n", headers)


def error(status: int) -> Answer:
    """Return the answer that a fault gives with a status."""
    waiting = {"Retry_After": "30"} if status == 429 else {}
    return refused(status, CODES.get(status, "UNKNOWN"), **waiting)
