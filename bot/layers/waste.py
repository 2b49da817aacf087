"""Finds in an image's files what it need not hold: caches, toolchains, histories, tests, symbols, secrets."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.layers.tree import Tree

LEAST_BYTES = 100 * 1024
"""Less is not worth a line; secrets are told whatever they weigh."""
MOST_NAMED = 50


class Kind(StrEnum):
    """What should not be there."""

    PACKAGE_CACHE = "package cache"
    LANGUAGE_CACHE = "language cache"
    TOOLCHAIN = "compiler or toolchain"
    GIT = "git history"
    TESTS = "test data"
    SYMBOLS = "debug symbols"
    DELETED = "deleted later"
    REPLACED = "replaced later"
    TWICE = "held twice"
    SECRET = "secret by its name, readable by all"  # noqa: S105 - it is what people read


@dataclass(frozen=True)
class Waste:
    """Bytes that could be saved, unpacked; of a secret only the name is told."""

    kind: Kind
    path: str
    bytes: int


_HOME = r"(?:root|home/[^/]+)"
_PLACES: tuple[tuple[Kind, str], ...] = (
    (
        Kind.PACKAGE_CACHE,
        r"var/lib/apt/lists|var/cache/(?:apt|apk|yum|dnf|libdnf5|zypp|pacman/pkg|debconf)|etc/apk/cache",
    ),
    (
        Kind.LANGUAGE_CACHE,
        (
            rf"{_HOME}/\.(?:cache|npm|yarn/cache|m2/repository|gradle/caches|cargo/registry|cargo/git|ivy2|nuget/packages"
            r"|composer/cache|bundle/cache|pnpm-store)|usr/local/share/\.cache|(?:root/)?go/pkg/mod/cache"
            r"|usr/local/cargo/registry|usr/local/bundle/cache|tmp/v8-compile-cache[^/]*"
        ),
    ),
    (Kind.GIT, r"(?:.+/)?\.git"),
    (
        Kind.TOOLCHAIN,
        (
            r"usr/lib(?:exec)?/gcc|usr/lib/llvm-[^/]+|usr/lib/go(?:-[^/]+)?|usr/local/go|usr/local/rustup|root/\.rustup"
            r"|opt/rust|usr/include|usr/share/(?:cmake-[^/]+|automake-[^/]+|autoconf|bison)|usr/lib/cmake"
        ),
    ),
    (Kind.SYMBOLS, r"usr/lib/debug|(?:.+/)?[^/]+\.dSYM"),
    (Kind.TESTS, r"(?:.+/)?(?:testdata|__tests__|test-data|test/fixtures|tests/fixtures)"),
)
_FILES: tuple[tuple[Kind, str], ...] = (
    (
        Kind.TOOLCHAIN,
        (
            r"usr/bin/(?:[a-z0-9_]+-linux-[a-z]+-)?(?:gcc|g\+\+|c\+\+|cpp|cc|ld|as|gold|dwp|lto-dump|clang|clang\+\+|rustc|cargo)"
            r"(?:[.-]\w+)*"
        ),
    ),
    (Kind.SYMBOLS, r"(?:.+/)?[^/]+\.(?:debug|pdb)"),
)
# A place that lies in another one is the outer one's: the first group ends at the first that fits.
_ANY_PLACE = re.compile("|".join(f"(?P<k{n}>{pattern})(?=/)" for n, (_, pattern) in enumerate(_PLACES)))
_ANY_FILE = re.compile("|".join(f"(?P<k{n}>{pattern})$" for n, (_, pattern) in enumerate(_FILES)))


def find_waste(tree: Tree) -> list[Waste]:
    """Return what could be saved, secrets first and then the heaviest."""
    sums: Counter[tuple[Kind, str]] = Counter()
    for path, size in tree.sizes.items():
        if found := _place(path):
            sums[found] += size
    known = [Waste(kind, path, size) for (kind, path), size in sums.items()]
    known += _hidden(tree)
    known += [Waste(Kind.TWICE, ", ".join(one.paths[:3]), one.extra_bytes) for one in tree.twice]
    heavy = sorted((one for one in known if one.bytes >= LEAST_BYTES), key=lambda one: (-one.bytes, one.path))
    return [*_secrets(tree), *heavy][:MOST_NAMED]


def _place(path: str) -> tuple[Kind, str] | None:
    """Return the kind and the place that a path belongs to."""
    for kinds, pattern in ((_PLACES, _ANY_PLACE), (_FILES, _ANY_FILE)):
        if found := pattern.match(path):
            group = found.lastgroup or "k0"
            return kinds[int(group[1:])][0], found[0]
    return None


def _hidden(tree: Tree) -> Iterator[Waste]:
    """Sum what is hidden by the directory it lay in, for there may be thousands of files."""
    sums: Counter[tuple[Kind, str]] = Counter()
    for one in tree.hidden:
        kind = Kind.DELETED if one.is_deleted else Kind.REPLACED
        place = _place(one.path)
        sums[kind, place[1] if place else one.path] += one.size_bytes
    yield from (Waste(kind, path, size) for (kind, path), size in sums.items())


def _secrets(tree: Tree) -> list[Waste]:
    return [Waste(Kind.SECRET, path, tree.sizes[path]) for path in sorted(tree.secrets)]
