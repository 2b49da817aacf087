"""What the answers of registries and of their token services mean, in words for people."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

from bot.errors import OutsideError

AGAIN = frozenset({429, 500, 502, 503, 504})
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 10.0
"""Longer waits are not for us: the task would hold its worker."""
TOKEN_SECONDS = 300
"""GitLab's tokens live 5 minutes where nothing else is set, and the answer need not say so."""
REASONS = {
    401: "the registry does not accept our token; grant the scope read_registry",
    403: "the registry refuses our token; grant the scope read_registry and the role Reporter",
    404: "the image is not in the registry any more",
}


class UnreadError(OutsideError):
    """An image could not be read; the text says why, for people."""


def refusal(response: requests.Response) -> str:
    """Return what an answer means that is not what was asked for."""
    status = response.status_code
    if status != requests.codes.too_many_requests:
        return REASONS.get(status, f"the registry answered {status}")
    seconds = _asked_pause(response)
    return f"the registry asks to wait{'' if seconds is None else f' for {seconds:.0f} s'}"


def pause_of(response: requests.Response) -> float | None:
    """Return how many seconds to wait before asking once more, None when that is too long."""
    asked = _asked_pause(response)
    if asked is None:
        return PAUSE_SECONDS
    return asked if asked <= LONGEST_PAUSE_SECONDS else None


def _asked_pause(response: requests.Response) -> float | None:
    """Return the seconds of a Retry-After, which may also name a moment."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal() and len(text) < len("1000000"):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    since = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (since - datetime.now(UTC)).total_seconds())


def read_token(body: bytes) -> tuple[str, int]:
    """Return the token and for how many seconds it is good."""
    try:
        answer = json.loads(body)
        return str(answer.get("token") or answer["access_token"]), int(answer.get("expires_in") or TOKEN_SECONDS)
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError, RecursionError):
        raise UnreadError("the token service of the registry answered nonsense") from None
