"""Finds and reads the files to lint; nothing that cannot be read stops the rest."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath

from bot.lint.reading import CI_NAMES, Texts, kind_of, kind_of_named, may_be_read
from bot.lint.sources import Kind

MOST_BYTES = 4 * 1024 * 1024
"""The readers refuse less; a person's largest file has a hundredth of it."""
MOST_NAMES = 200_000
"""Names of files in a folder that are looked at."""
NOT_OURS = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".mypy_cache"})


class UnreadableError(Exception):
    """A file cannot be read, and why."""


@dataclass
class Collected:
    """What was read, by places that belong together, and what could not be."""

    groups: list[Texts] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    not_utf8: set[str] = field(default_factory=set)

    @property
    def files(self) -> int:
        """Return the number of files that were read."""
        return sum(len(group.files) for group in self.groups)


def collect(paths: Sequence[Path], today: date) -> Collected:
    """Return the texts of files, and of the three kinds of files in folders."""
    found = Collected()
    lone: dict[str, tuple[Kind, str]] = {}
    for path in paths:
        if path.is_dir():
            found.groups.append(_folder(path, today, found))
        else:
            _add(lone, path, found, is_named=True)
    if lone:
        found.groups.append(Texts(lone, today))
    return found


def _folder(folder: Path, today: date, found: Collected) -> Texts:
    names = sorted(_names(folder, found))
    files: dict[str, tuple[Kind, str]] = {}
    for name in names:
        if may_be_read(name):
            _add(files, Path(name), found, is_named=False)
    root = "" if folder == Path() else folder.as_posix()
    return Texts(files, today, frozenset(names), _text_or_nothing, root)


def _names(folder: Path, found: Collected) -> Iterator[str]:
    """Yield the paths of all files below a folder; links are not followed out of it."""
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_OURS)
        count += len(names)
        if count > MOST_NAMES:
            found.unreadable.append(f"{folder} holds more than {MOST_NAMES:,} files; the rest was not looked at")
            return
        yield from (PurePath(place, name).as_posix() for name in names)


def _add(files: dict[str, tuple[Kind, str]], path: Path, found: Collected, *, is_named: bool) -> None:
    """Read a file and add it if it is one of the three kinds."""
    name = path.as_posix()
    is_expected = is_named or not name.endswith((".yml", ".yaml", ".toml")) or path.name in CI_NAMES
    try:
        text, is_utf8 = _read(path)
    except UnreadableError as error:
        if is_expected:
            found.unreadable.append(f"{name}: {error}")
        return
    kind = kind_of_named(name, text) if is_named else kind_of(name, text)
    if kind is None:
        if is_named:
            found.unreadable.append(f"{name}: is no Dockerfile, no CI file and no config.toml of a runner")
        return
    files[name] = (kind, text)
    if not is_utf8:
        found.not_utf8.add(name)
        found.unreadable.append(f"{name}: is not in UTF-8; what is not was read as \N{REPLACEMENT CHARACTER}")


def _read(path: Path) -> tuple[str, bool]:
    """Return a file's text and whether all of it is UTF-8."""
    try:
        if not path.is_file():
            raise UnreadableError("is no file" if path.exists() else "does not exist")
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableError(f"is larger than {MOST_BYTES // 2**20} MiB and was not read")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from error
    if b"\0" in content:
        raise UnreadableError("is a binary file and was not read")
    try:
        return content.decode(), True
    except UnicodeDecodeError:
        return content.decode(errors="replace"), False


def _text_or_nothing(name: str) -> str | None:
    try:
        text, is_utf8 = _read(Path(name))
    except UnreadableError:
        return None
    return text if is_utf8 else None
