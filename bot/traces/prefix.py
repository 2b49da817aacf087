"""Tells whether a builder's words begin their line; the clock of another CI or a service's name may precede them."""

import re

_CLOCK = rb"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]?\d{0,9}Z?\]? +|\d?\d:\d\d:\d\d +"
_STEP_OF_CI = rb"Step #\d{1,4}(?: - \"[^\"]{1,60}\")?: "
_SERVICE = rb"[\w.-]{0,60} *\| "
_PREFIX = re.compile(rb"(?:" + _CLOCK + rb"|" + _STEP_OF_CI + rb"|" + _SERVICE + rb")?[ \t]*")
MOST_BYTES = 120


def begins_line(text: bytes, place: int) -> bool:
    """Tell whether nothing that counts stands before a place in a line."""
    if not text[:place].strip(b" \t"):
        return place <= MOST_BYTES
    return place <= MOST_BYTES and _PREFIX.fullmatch(text, 0, place) is not None
