"""Finds the Dockerfile that somebody may have meant by a path that leads nowhere."""

from difflib import get_close_matches
from functools import lru_cache
from posixpath import basename, dirname

MOST_COMPARED = 40
"""Each comparison costs about a tenth of a millisecond."""


@lru_cache(maxsize=2048)
def nearest_dockerfile(path: str, tree: frozenset[str]) -> str | None:
    """Return the Dockerfile of a tree whose path is most like another one, None where there is none.

    In a large tree only those in the same folder or of the same name are compared.
    """
    found = _dockerfiles(tree)
    if len(found) > MOST_COMPARED:
        name, folder = basename(path), dirname(path)
        near = [one for one in found if basename(one) == name or dirname(one) == folder]
        found = tuple([*near, *found][:MOST_COMPARED])
    close = get_close_matches(path, found, n=1) or found[:1]
    return close[0] if close else None


@lru_cache(maxsize=4)
def _dockerfiles(tree: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(path for path in tree if "dockerfile" in basename(path).lower()))
