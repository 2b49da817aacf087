"""GitLab's own words for what it refuses, status by status."""

from tests.fakes.loopback import Answer

NGINX = "<html><head><title>{0}</title></head><body><h1>{0}</h1><hr>nginx</body></html>\r\n"
TOO_OFTEN = "This endpoint has been requested too many times. Try again later."
RACK_WAIT_SECONDS = 60


class StopError(Exception):
    """An answer that ends the request early."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def message(status: int, text: object) -> Answer:
    """Return an error of an end point."""
    return Answer(status, {"message": text})


def invalid(text: str) -> Answer:
    """Return the error of a parameter that was refused before the end point saw it."""
    return Answer(400, {"error": text})


def no_such_route() -> Answer:
    """Return the answer to a path that no end point has (lib/api/api.rb, the last route)."""
    return Answer(404, {"error": "404 Not Found"})


def token_error(status: int, error: str, description: str, **more: str) -> Answer:
    """Return the answer to a token that is known but does not do (lib/api/api_guard.rb)."""
    header = f'Bearer realm="The API", error="{error}", error_description="{description}"'
    body = {"error": error, "error_description": description, **more}
    return Answer(status, body, {"WWW-Authenticate": header} if status == 401 else {})


def too_often() -> Answer:
    """Return the answer of an application limit: without a word about when to come again."""
    return message(429, {"error": TOO_OFTEN})


def error(status: int) -> Answer:
    """Return the answer that GitLab, or the proxy before it, gives with a status."""
    if status == 429:
        return Answer(429, b"Retry later\n", {"Content-Type": "text/plain", "Retry-After": str(RACK_WAIT_SECONDS)})
    if status in _MESSAGES:
        return message(status, _MESSAGES[status])
    names = {502: "502 Bad Gateway", 503: "503 Service Temporarily Unavailable", 504: "504 Gateway Time-out"}
    return Answer(status, NGINX.format(names.get(status, status)).encode(), {"Content-Type": "text/html"})


_MESSAGES = {
    400: "400 Bad request",
    401: "401 Unauthorized",
    403: "403 Forbidden",
    404: "404 Not found",
    405: "405 Method Not Allowed",
    409: "409 Conflict: Resource lock",
    500: "500 Internal Server Error",
}
