"""Pages of a list, as GitLab's offset pagination makes them."""

from typing import Any
from urllib.parse import urlencode

from tests.fakes.gitlab.answers import StopError, invalid
from tests.fakes.loopback import Answer, Request

DEFAULT_SIZE, LARGEST_SIZE = 20, 100
MOST_COUNTED = 10_000
"""Above it X-Total, X-Total-Pages and the link to the last page are missing."""


def paged(request: Request, rows: list[Any], url: str, *, counted: bool = True) -> Answer:
    """Return one page; `counted` is False for lists that GitLab never counts, such as a project's jobs."""
    number, size = _number(request, "page", 1), min(_number(request, "per_page", DEFAULT_SIZE), LARGEST_SIZE)
    pages = max(1, -(-len(rows) // size))
    has_next = number < pages
    headers = {
        "X-Page": str(number),
        "X-Per-Page": str(size),
        "X-Prev-Page": str(number - 1) if number > 1 else "",
        "X-Next-Page": str(number + 1) if has_next else "",
    }
    wanted = [("prev", number - 1)] if number > 1 else []
    wanted += [("next", number + 1)] if has_next else []
    wanted.append(("first", 1))
    if counted and len(rows) <= MOST_COUNTED:
        headers |= {"X-Total": str(len(rows)), "X-Total-Pages": str(pages)}
        wanted.append(("last", pages))
    links = [f'<{_address(request, url, page, size)}>; rel="{name}"' for name, page in wanted]
    return Answer(200, rows[(number - 1) * size : number * size], {**headers, "Link": ", ".join(links)})


def _address(request: Request, url: str, page: int, size: int) -> str:
    others = [
        (name, one) for name, values in request.query.items() for one in values if name not in {"page", "per_page"}
    ]
    return f"{url}{request.path}?{urlencode([*others, ('page', page), ('per_page', size)])}"


def _number(request: Request, name: str, default: int) -> int:
    text = request.query.get(name, [str(default)])[-1]
    if not text.isdigit():
        raise StopError(invalid(f"{name} is invalid"))
    if int(text) < 1:
        raise StopError(invalid(f"{name} does not have a valid value"))
    return int(text)
