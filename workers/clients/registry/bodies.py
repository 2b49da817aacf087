"""Reads the bodies of answers as they come: never more than is allowed, and never longer."""

import time
from collections.abc import Iterator

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

CHUNK_BYTES = 256 * 1024


def pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield the body as it comes, nothing unpacked; raise requests.RequestException.

    What has arrived is handed on at once: a server that sends single bytes could otherwise hold us for as long as it
    likes, each byte in time.
    """
    try:
        while piece := response.raw.read1(CHUNK_BYTES, decode_content=False):
            yield piece
    except ReadTimeoutError as error:
        raise requests.ReadTimeout(error) from error
    except HTTPError as error:
        raise requests.ConnectionError(error) from error


def bounded(response: requests.Response, most_bytes: int, ends_at: float, too_large: Exception) -> bytes:
    """Return a whole body; raise what was handed in when it is too large, or requests.ReadTimeout when it is late."""
    body = bytearray()
    for piece in pieces(response):
        body += piece
        if len(body) > most_bytes:
            raise too_large
        if time.monotonic() > ends_at:
            raise requests.ReadTimeout("the answer takes too long")
    return bytes(body)
