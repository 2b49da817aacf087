"""A server in front of a practice GitLab that passes on what it does not answer itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import requests

from tests.fakes.loopback import Answer, LoopbackServer, Request

HOP_BY_HOP = {"connection", "content-length", "host", "transfer-encoding"}


@contextmanager
def in_front_of(url: str, answer: Callable[[Request], Answer | None]) -> Iterator[str]:
    """Yield the address of a server that answers by itself, or as the server behind it does."""
    server = LoopbackServer(lambda request: answer(request) or pass_on(url, request))
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()


def pass_on(url: str, request: Request) -> Answer:
    """Return what the server behind answers."""
    query = urlencode(dict(request.query), doseq=True)
    headers = {name: text for name, text in request.headers.items() if name not in HOP_BY_HOP}
    answer = requests.request(
        request.method,
        f"{url}{request.path}{'?' if query else ''}{query}",
        headers=headers,
        data=request.body,
        timeout=10,
        allow_redirects=False,
    )
    kept = {name: text for name, text in answer.headers.items() if name.lower() in {"content-type", "retry-after"}}
    return Answer(answer.status_code, answer.content, kept)
