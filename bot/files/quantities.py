"""Reads sizes, shares and durations as people write them, and refuses what could mean two things."""

import re
from dataclasses import dataclass

BYTES_BY_UNIT = {
    "B": 1,
    "kB": 10**3,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
SECONDS_BY_UNIT = {"s": 1, "min": 60, "h": 3600}
# Nine digits are more than any image or job needs, and keep hostile numbers from costing time.
AMOUNT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([A-Za-z%]*)")
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")


@dataclass(frozen=True)
class Growth:
    """How much more is allowed: a number of bytes or a share in percent, one of the two."""

    size_bytes: int | None = None
    percent: float | None = None


def read_size(written: object) -> int:
    """Return the bytes of `20MiB` or `500 MB`."""
    amount, unit = _split(written)
    if unit not in BYTES_BY_UNIT:
        raise ValueError(f"{_quoted(written)} is no size; write a number with its unit, such as 20MiB or 500MB")
    return round(amount * BYTES_BY_UNIT[unit])


def read_percent(written: object) -> float:
    """Return the number of `5%`."""
    amount, unit = _split(written)
    if unit != "%":
        raise ValueError(f"{_quoted(written)} is no share; write a number with a percent sign, such as 5%")
    return amount


def read_seconds(written: object) -> float:
    """Return the seconds of `90s`, `10min` or `2h`; a bare `m` is refused, it is metres, months and minutes."""
    amount, unit = _split(written)
    if unit not in SECONDS_BY_UNIT:
        raise ValueError(f"{_quoted(written)} is no duration; write a number with its unit, such as 90s or 10min")
    return amount * SECONDS_BY_UNIT[unit]


def read_variable_name(written: object) -> str:
    """Return the name of a CI variable, which has letters, digits and underscores (doc/ci/variables)."""
    if not isinstance(written, str) or not VARIABLE_NAME.fullmatch(written):
        raise ValueError(f"{_quoted(written)} is no variable name; write letters, digits and underscores: NO_CACHE")
    return written


def read_growth(written: object) -> Growth:
    """Return the growth of `20MiB` or `5%`."""
    amount, unit = _split(written)
    if unit == "%":
        return Growth(percent=amount)
    if unit not in BYTES_BY_UNIT:
        raise ValueError(f"{_quoted(written)} is no growth; write a size such as 20MiB or a share such as 5%")
    return Growth(size_bytes=round(amount * BYTES_BY_UNIT[unit]))


def _split(written: object) -> tuple[float, str]:
    found = AMOUNT.fullmatch(written.strip()) if isinstance(written, str) else None
    return (float(found[1]), found[2]) if found else (0.0, "")


def _quoted(written: object) -> str:
    return '"' + ("" if written is None else f"{written!s:.40}") + '"'
