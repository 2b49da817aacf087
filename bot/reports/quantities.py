"""Writes sizes, times and changes as people read them."""

KIB, MIB, GIB = 2**10, 2**20, 2**30
MINUS = "\N{MINUS SIGN}"
NO_CHANGE = "±0"
FEW = 10
HOUR, MINUTE = 3600, 60


def size(size_bytes: int) -> str:
    """Return `633 MiB`."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        # From half a step below on, the smaller unit would round to 1024.
        if size_bytes >= unit - unit / 2048:
            return f"{_short(size_bytes / unit)} {name}"
    return f"{size_bytes} B"


def size_change(change_bytes: int) -> str:
    """Return `+184 MiB`."""
    return _signed(change_bytes, size(abs(change_bytes)))


def percent(share: float) -> str:
    """Return `5 %`."""
    return f"{_short(share)} %"


def percent_change(now: float, before: float) -> str:
    """Return `+41 %`, or nothing where there is nothing to divide by or nothing to see."""
    if before <= 0:
        return ""
    change = (now - before) / before * 100
    return "" if _short(abs(change)) == "0" else _signed(change, percent(abs(change)))


def duration(seconds: float) -> str:
    """Return `42 s`, `5 m 02 s` or `1 h 04 m`."""
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} m {whole % MINUTE:02} s"
    return f"{whole // HOUR} h {whole % HOUR // MINUTE:02} m"


def spoken_duration(seconds: float) -> str:
    """Return `3 min 02 s`, as it reads well within a sentence."""
    return duration(seconds).replace(" m", " min")


def duration_change(seconds: float) -> str:
    """Return `+2 m 50 s`."""
    return _signed(round(seconds), duration(abs(seconds)))


def _signed(change: float, text: str) -> str:
    if change == 0:
        return NO_CHANGE
    return f"{'+' if change > 0 else MINUS}{text}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0") if number < FEW else f"{number:.0f}"
