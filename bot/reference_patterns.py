"""Image references of which parts are not known: which names they may stand for."""

import re
from fnmatch import fnmatchcase

_UNKNOWN = re.compile(r"\$\{[^{}]*\}|\$\([^()]*\)|`[^`]*`|\$\w+|\*")
_HUBS = ("docker.io/library/", "docker.io/", "index.docker.io/")
_SPECIAL = re.compile(r"[\[?]")
LONGEST = 512
"""Characters of a pattern; registries take no longer names."""


def is_known(reference: str) -> bool:
    """Tell whether nothing in a reference hangs on a variable, a command or a star."""
    return not any(mark in reference for mark in "$`*")


def fits(pattern: str, reference: str) -> bool:
    """Tell whether a pattern may stand for a reference; one without a tag stands for any tag."""
    if len(pattern) > LONGEST or len(reference) > LONGEST:
        return False
    pieces = _UNKNOWN.split(_short(pattern))
    wanted = "*".join(_SPECIAL.sub(r"[\g<0>]", piece) for piece in pieces)
    name = _short(reference)
    return fnmatchcase(name, wanted) or (not has_tag(pattern) and fnmatchcase(name, f"{wanted}:*"))


def has_tag(reference: str) -> bool:
    """Tell whether a reference has a tag or a digest; the colon of a port begins none."""
    last = _UNKNOWN.sub("x", reference).rpartition("/")[2]
    return ":" in last or "@" in last


def _short(reference: str) -> str:
    """Return a reference as people write it: Docker Hub's own host and folder need not be there."""
    return next((reference.removeprefix(hub) for hub in _HUBS if reference.startswith(hub)), reference)
