"""Blobs, whole or in part."""

import re
from collections.abc import Callable, Iterator

from tests.fakes.loopback import Answer, Request
from tests.fakes.registry.answers import VERSION, refused

RANGE = re.compile(r"bytes=(?P<first>\d*)-(?P<last>\d*)")


def blob_answer(request: Request, digest: str, size: int, content: Callable[[int, int], Iterator[bytes]]) -> Answer:
    """Return a blob; a single range is served as such, several are refused."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "max-age=31536000",
        "Content-Type": "application/octet-stream",
        "Docker-Content-Digest": digest,
        "Etag": f'"{digest}"',
        **VERSION,
    }
    asked = request.headers.get("range")
    if not asked:
        return Answer(200, content(0, size), {**headers, "Content-Length": str(size)})
    span = _span(asked, size)
    if span is None:
        return refused(416, "RANGE_INVALID", Content_Range=f"bytes */{size}")
    start, end = span
    part = {"Content-Length": str(end - start), "Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return Answer(206, content(start, end), {**headers, **part})


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """Return where a range begins and ends, None when there is nothing in it."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        start, end = max(0, size - int(found["last"])), size
    else:
        start, end = int(found["first"]), min(int(found["last"] or size - 1) + 1, size)
    return (start, end) if start < end else None
